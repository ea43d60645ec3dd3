import { describeStep, type Explanation, type RuleStep, type Target } from "../parity";
import type { Decision } from "../routing";

/** How many rules are shown before the one that decided, and after it. */
const SHOWN_BEFORE = 20;
const SHOWN_AFTER = 5;

/** One line: what a target decided. */
export function describeOutcome({ target, decision }: Explanation & { readonly target: Target }): string {
  const { note } = decision;
  return outcome(target, decision) + (note === undefined ? "" : `\n(${note})`);
}

function outcome(target: Target, decision: Decision): string {
  const { route, service, status, reason, location, backends = [] } = decision;
  const of = route === null ? "no route" : `route "${route}"`;
  if (status !== null) {
    const where = location === undefined ? "" : ` to ${location}`;
    return `${target.name}: ${of}, answers ${status}${where}${reason === undefined ? "" : ` (${reason})`}`;
  }
  const shares = backends.map((backend) => `"${backend.service}" ${Math.round(backend.share * 1000) / 10}%`);
  return `${target.name}: ${of}, goes to ${shares.length > 1 ? shares.join(", ") : `service "${service}"`}`;
}

/** The rules in the order in which they were tried, the one that decided marked; those far from it are counted. */
export function describeSteps(steps: readonly RuleStep[]): readonly string[] {
  if (steps.length === 0) return [];
  const found = steps.findIndex(({ result }) => result === "Decided");
  const decided = found < 0 ? steps.length : found;
  const first = Math.max(0, decided - SHOWN_BEFORE);
  const last = Math.min(steps.length, decided + 1 + SHOWN_AFTER);
  return [
    "rules, in the order tried:",
    ...(first > 0 ? [`    ... ${first} that were passed over`] : []),
    ...steps.slice(first, last).map((step, index) => `${marker(step)} ${first + index + 1}. ${describeStep(step)}`),
    ...(last < steps.length ? [`    ... ${steps.length - last} that were not reached`] : []),
  ];
}

function marker({ result }: RuleStep): string {
  return result === "Decided" ? "  >" : "   ";
}
