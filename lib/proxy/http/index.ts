export { compileRouter } from "./compile-router";
export { createNodeHttpEngines, type HttpEngines } from "./node";
