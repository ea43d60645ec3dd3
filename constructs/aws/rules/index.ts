export { DEFAULT_PORTS, type RuleContext, type RuleListener } from "./context";
export { OVER_HTTP2 } from "./forward-action";
export { RULE_LIMITS } from "./limits";
export { type LoweredRoute, lowerRoute } from "./lower-route";
export { type LoweredRouter, lowerRouter } from "./lower-router";
export { describeReach, overlap, type PathReach, type Reach } from "./reach";
export type * from "./rule-spec";
export { compareSpecificity, describeSpecificity, type Specificity } from "./specificity";
