export { type RunningWorkers, startWorkers } from "./start-workers";
export { WorkerStartError } from "./worker-pool";
