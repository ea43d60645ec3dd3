export { startWorkers } from "./start-workers";
export { WorkerStartError } from "./worker-pool";
