export { explainOutput, isSameDecision, type ReadingDecision, readTargets, type TargetExplanation } from "./interpret";
export { isSameLocation } from "./location";
export { describeStep, type RuleStep } from "./rule";
export type { Explanation, Target, TargetKind } from "./target";
export { type Block, block, blocks, number, type Resource, TerraformDocument, text, texts } from "./terraform";
