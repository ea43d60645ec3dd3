import { isIP } from "node:net";
import { type Explanation, isSameDecision, readTargets, type Target } from "../parity";
import type { Decision, DecisionRequest } from "../routing";
import { nearest } from "../topology";
import { describeOutcome, describeSteps } from "./failure-message";
import { type TestedRequest, toDecisionRequest } from "./tested-request";

/** How many names a message lists. */
const LISTED = 20;

/** What a matcher gives to the test runner. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What is asked of each target's decision. */
export interface Question {
  /** A route or a service that is asked about: a name that the output does not hold decides nothing. */
  readonly name?: string;
  /** For people: `to route to "users"`. */
  readonly asked: string;
  holds(decision: Decision, target: Target): boolean;
  /** What is easily misread in a target's decision, as a sentence without its full stop. */
  remark?(decision: Decision, target: Target): string | undefined;
}

/**
 * Puts a question to every target of an output, under each reading that its documentation leaves open. All must agree:
 * without `.not` each must say yes, with it each no.
 *
 * @param output what `Testing.synth` gives, or the text or content of a `cdk.tf.json`
 */
export function judge(output: unknown, request: TestedRequest, question: Question, isNot: boolean): MatcherResult {
  const asked = toDecisionRequest(request);
  const heading = `expected ${asked.method} ${asked.url}${isNot ? " not" : ""} ${question.asked}`;
  if (typeof output !== "string" && (typeof output !== "object" || output === null)) {
    return wrong(isNot, `${heading}, but what was given is no synthesized stack: use expect(Testing.synth(stack))`);
  }
  if (request.sourceIp !== undefined && isIP(request.sourceIp) === 0) {
    return wrong(isNot, `${heading}, but its sourceIp "${request.sourceIp}" is not an IP address`);
  }
  let answers: readonly Answer[];
  try {
    answers = explainAll(readTargets(output), asked);
  } catch (error) {
    return wrong(isNot, `${heading}, but ${error instanceof Error ? error.message : String(error)}`);
  }
  if (answers.length === 0) return wrong(isNot, `${heading}, but the stack holds nothing that takes HTTP`);
  const unknown = unknownName(question, answers);
  if (unknown !== undefined) return wrong(isNot, `${heading}, but ${unknown}`);
  const taking = answers.filter(({ decision }) => !isOnAnotherListener(decision, request));
  if (taking.length === 0) {
    return { pass: isNot, message: () => report(`${heading}, but no listener takes it`, answers, question) };
  }
  const contrary = taking.filter(({ target, decision }) => question.holds(decision, target) === isNot);
  return {
    pass: contrary.length === 0 ? !isNot : isNot,
    message: () => report(heading, contrary.length === 0 ? taking : contrary, question),
  };
}

/** A misspelt name would pass every test with `.not`. */
function unknownName({ name }: Question, answers: readonly Answer[]): string | undefined {
  if (name === undefined) return undefined;
  const known = new Set(answers.flatMap(({ target }) => [...target.routes, ...target.services]));
  if (known.has(name)) return undefined;
  const suggestion = nearest(name, [...known]);
  const others = suggestion === undefined ? `there are ${listed([...known].sort())}` : `did you mean "${suggestion}"?`;
  return `the stack has no route and no service "${name}"; ${others}`;
}

/** As many names as fit on a line or two. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const [shown, left] = [names.slice(0, LISTED), names.length - LISTED];
  return `${shown.map((name) => `"${name}"`).join(", ")}${left > 0 ? `, and ${left} more` : ""}`;
}

/** Whether a request that says by which scheme or port it comes in was decided where another comes in. */
function isOnAnotherListener({ note }: Decision, { scheme, port, listener }: TestedRequest): boolean {
  return note !== undefined && listener === undefined && (scheme !== undefined || port !== undefined);
}

function report(heading: string, answers: readonly Answer[], question: Question): string {
  const shown = answers.map((answer) => {
    const remark = question.remark?.(answer.decision, answer.target);
    const outcome = describeOutcome(answer) + (remark === undefined ? "" : `\n(${remark})`);
    return ["", outcome, ...describeSteps(answer.steps)].join("\n");
  });
  return [heading, ...shown].join("\n");
}

/** What one target made of the request. */
export interface Answer extends Explanation {
  readonly target: Target;
}

/** @throws RangeError where a listener is asked for that no target has */
function explainAll(targets: readonly Target[], request: DecisionRequest): readonly Answer[] {
  const answers: Answer[] = [];
  let missing: RangeError | undefined;
  for (const target of targets) {
    try {
      const explanation = target.explain(request);
      answers.push({ target, ...explanation }, ...readingsBeside(target, explanation, request));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      missing = error;
    }
  }
  if (answers.length === 0 && missing !== undefined) throw missing;
  return answers;
}

/** The other readings of a target that decide otherwise. */
function readingsBeside(target: Target, { decision }: Explanation, request: DecisionRequest): readonly Answer[] {
  return target.otherReadings
    .map((reading) => ({ target: reading, ...reading.explain(request) }))
    .filter((answer) => !isSameDecision(answer.decision, decision));
}

/** Fails with and without `.not`: nothing was decided. */
function wrong(isNot: boolean, message: string): MatcherResult {
  return { pass: isNot, message: () => message };
}
