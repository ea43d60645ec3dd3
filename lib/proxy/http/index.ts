export { compileRouter, type FilterResources } from "./compile-router";
export { isConnectionField } from "./connection-fields";
export { KeptStates } from "./filters";
export { createHttpEngines, type HttpEngines } from "./h1";
export { DEFAULT_LIMITS, type HttpLimits } from "./limits";
export { compileLimits } from "./listener-limits";
export { compilePolicy } from "./policy";
