export { checkCertificateFiles } from "./certificate-files";
export { type Diagnostic, formatDiagnostic, hasErrors } from "./diagnostic";
export { parseDuration, tryParseDuration } from "./duration";
export { HostnameSet, hostnameCovers, intersectHostnames, isWildcard } from "./hostname";
export type * from "./model";
export { type ParsedTopology, parseTopology, readTopology } from "./parse";
export type { Draft } from "./structure";
export { nearest } from "./suggestion";
export { checkSharedSockets, validateTopology } from "./validate";
