export { type LocalRun, type LocalRunOptions, runLocally } from "./local-run";
export { type LocalPlaces, localTopology } from "./local-topology";
