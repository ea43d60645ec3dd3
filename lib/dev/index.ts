export type { DevelopmentUser } from "./development-files";
export { type LocalRun, type LocalRunOptions, runLocally } from "./local-run";
export { type LocalPlaces, localTopology } from "./local-topology";
export { routersByListener, type SampleRequest, type SampleTarget, sampleRequests } from "./sample-requests";
export { SourceWatcher } from "./source-watcher";
export { type LocalFiles, type StandIns, withStandIns } from "./stand-ins";
export { type AppContext, SynthesisError, type SynthesizedStack, synthesizeApp } from "./synthesize-app";
