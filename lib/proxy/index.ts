export type { ReloadResult } from "./config";
export type { BoundAddress, RequestRecord, SessionRecord } from "./engine";
export { BindError, ConfigurationError } from "./errors";
export { listenerPlaces } from "./listener-places";
export { createPinoLog, type LogFields, type ProxyLog, SILENT } from "./log";
export type {
  CloseOptions,
  ConfigurationSource,
  ListenerAddress,
  RunningProxy,
  StartProxyOptions,
} from "./options";
export { type RunProxyOptions, runProxy } from "./process";
export { startProxy } from "./start-proxy";
export { findUnsupported } from "./unsupported";
