export type { IngressDialect, IngressDialectName } from "./dialect";
export { dialectFor } from "./dialects";
export { classSubject, lowerRouter } from "./lower-router";
export type {
  BackendService,
  EntryPoints,
  RouterFinding,
  RouterInput,
  RouterListener,
  RouterLowering,
  RouterSettings,
  TlsSecret,
} from "./router-input";
