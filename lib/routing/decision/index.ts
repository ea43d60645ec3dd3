export { createDecider, type DecideOptions, type Decider, decide } from "./decide";
export type { Decision, DecisionRequest } from "./decision";
export { describeFailure, describeNearMiss } from "./describe-near-miss";
export type { FailedRoute, NearMiss, OutrankedRoute } from "./near-miss";
export { type ListenerPlace, substituteNote } from "./substitute-note";
