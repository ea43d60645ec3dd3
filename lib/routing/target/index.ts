export { type NormalizedHost, normalizeHost } from "./normalize-host";
export { normalizePath } from "./normalize-path";
export { type AbsoluteTarget, type ParsedTarget, parseTarget, splitAbsoluteTarget } from "./parse-target";
export { isRefusal, type Refusal } from "./refusal";
export { refuseMethod } from "./refuse-method";
