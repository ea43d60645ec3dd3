export { LogBucket } from "./log-bucket";
export { type LogConfig, type LoggedBalancer, logConfig } from "./log-config";
export type { LogOptions } from "./log-options";
