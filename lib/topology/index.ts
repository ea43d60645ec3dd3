export { type Diagnostic, formatDiagnostic } from "./diagnostic";
export type * from "./model";
