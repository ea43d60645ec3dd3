export { type Diagnostic, formatDiagnostic } from "./diagnostic";
export { parseDuration, tryParseDuration } from "./duration";
export { hostnameCovers, intersectHostnames, isWildcard } from "./hostname";
export type * from "./model";
