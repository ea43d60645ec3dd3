export { compileRouter } from "./compile-router";
export { isConnectionField } from "./connection-fields";
export { createNodeHttpEngines, DEFAULT_LIMITS, type HttpEngines, type HttpLimits } from "./node";
