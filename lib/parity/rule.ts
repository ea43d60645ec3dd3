import type { Decision } from "../routing";
import type { ParityRequest } from "./request";

/** A test that a rule puts a request to. */
export interface Condition {
  /** For people: `path-pattern is /users or /users/*`. */
  readonly description: string;
  holds(request: ParityRequest): boolean;
  /** For people: what the request has in this place. */
  found(request: ParityRequest): string;
}

/** What a rule makes of a request: a {@link Decision} without what every rule of its listener shares. */
export type Outcome = Omit<Decision, "listener" | "router" | "route" | "trace" | "matchIndex"> & {
  readonly router?: string | null;
};

/** One entry of a target's table; applies where every condition holds. */
export interface Rule {
  /** Which it is in the output: `aws_lb_listener_rule.users, priority 1200`. */
  readonly label: string;
  /** The route that it was made for; `null` where it is none's. */
  readonly route: string | null;
  readonly conditions: readonly Condition[];
  /** For people: `forward to users`. */
  readonly action: string;
  /** What it leads to; none where it answers by itself. */
  readonly services: readonly string[];
  answer(request: ParityRequest): Outcome;
}

/** What became of a rule when a request came by; told apart by `result`. */
export type RuleStep =
  | { readonly result: "Decided"; readonly rule: string; readonly conditions: string; readonly action: string }
  | {
      readonly result: "Passed";
      readonly rule: string;
      readonly conditions: string;
      readonly action: string;
      /** The first condition that does not hold, and what the request has instead. */
      readonly because: string;
    }
  /** A rule before it decided. */
  | { readonly result: "NotReached"; readonly rule: string; readonly conditions: string; readonly action: string };

/** The first rule whose conditions all hold. */
export function firstRule(rules: readonly Rule[], request: ParityRequest): Rule | undefined {
  return rules.find(({ conditions }) => conditions.every((condition) => condition.holds(request)));
}

/** What became of each rule, in order. */
export function ruleSteps(rules: readonly Rule[], request: ParityRequest): readonly RuleStep[] {
  const deciding = firstRule(rules, request);
  const decidedAt = deciding === undefined ? rules.length : rules.indexOf(deciding);
  return rules.map((rule, index): RuleStep => {
    const named = { rule: rule.label, conditions: describeConditions(rule), action: rule.action };
    if (index === decidedAt) return { result: "Decided", ...named };
    if (index > decidedAt) return { result: "NotReached", ...named };
    const failed = rule.conditions.find((condition) => !condition.holds(request));
    const because = failed === undefined ? "" : `${failed.description}; the request has ${failed.found(request)}`;
    return { result: "Passed", ...named, because };
  });
}

/** One line for a rule: which it is, when it applies, what it does. */
export function describeRule(rule: Rule): string {
  return `${rule.label}: ${describeConditions(rule)} -> ${rule.action}`;
}

/** One line for what became of a rule. */
export function describeStep(step: RuleStep): string {
  const line = `${step.rule}: ${step.conditions} -> ${step.action}`;
  if (step.result === "Decided") return `${line} (decided)`;
  return step.result === "Passed" ? `${line} (passed over: ${step.because})` : line;
}

function describeConditions({ conditions }: Rule): string {
  return conditions.length === 0 ? "every request" : conditions.map(({ description }) => description).join(" and ");
}
