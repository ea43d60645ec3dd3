import type { Decision, DecisionRequest } from "../routing";
import type { Topology } from "../topology";
import type { RuleStep } from "./rule";

/** What a synthesized output makes of requests: one load balancer, one ingress controller, one gateway, one proxy. */
export interface Target {
  readonly kind: TargetKind;
  /** For people: `Application Load Balancer "edge"`. */
  readonly name: string;
  /**
   * The same target as others may read it with as much right, where its documentation leaves something open. An output
   * that is sure to do what it should does the same under each.
   */
  readonly otherReadings: readonly Target[];
  /** What it runs, where that is a Topology. */
  readonly topology?: Topology;
  /** The names of its routes. */
  readonly routes: ReadonlySet<string>;
  /** The names of the services that its rules lead to, and of those that stand beside them. */
  readonly services: ReadonlySet<string>;
  /** @throws RangeError where {@link DecisionRequest.listener} names none */
  decide(request: DecisionRequest): Decision;
  /** The decision and how it came about. @throws RangeError where {@link DecisionRequest.listener} names none */
  explain(request: DecisionRequest): Explanation;
  /** The rules in the order in which the target tries them, a line each. */
  describe(): readonly string[];
}

export type TargetKind = "alb" | "ingress" | "gateway" | "self-hosted";

export interface Explanation {
  readonly decision: Decision;
  /** What became of each rule, in the order in which the target tries them. */
  readonly steps: readonly RuleStep[];
}
