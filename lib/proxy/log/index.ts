export { createPinoLog } from "./pino-log";
export { type LogFields, type ProxyLog, SILENT } from "./proxy-log";
