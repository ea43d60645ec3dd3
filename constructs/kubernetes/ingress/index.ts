export type { IngressDialect, IngressDialectName } from "./dialect";
export { dialectFor } from "./dialects";
export { classSubject, lowerRouter } from "./lower-router";
