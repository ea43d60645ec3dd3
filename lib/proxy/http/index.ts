export { compileRouter } from "./compile-router";
export { isConnectionField } from "./connection-fields";
export { createNodeHttpEngines, type HttpEngines } from "./node";
