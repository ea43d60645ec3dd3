import { type Decision, type DecisionRequest, isRefusal } from "../routing";
import { chooseListener, type WebListener } from "./listener-choice";
import { type ParityRequest, parseRequest } from "./request";
import { describeRule, firstRule, type Rule, ruleSteps } from "./rule";
import type { Explanation, Target, TargetKind } from "./target";

/** A listener that tries its rules in order. */
export interface RuleListener extends WebListener {
  readonly rules: readonly Rule[];
}

/** A target whose listeners each try a list of rules, and take the first that applies. */
export class RuleTarget implements Target {
  constructor(
    readonly kind: TargetKind,
    readonly name: string,
    private readonly listeners: readonly RuleListener[],
  ) {}

  decide(request: DecisionRequest): Decision {
    const { decision } = this.evaluate(request);
    return decision;
  }

  explain(request: DecisionRequest): Explanation {
    const { decision, listener, parsed } = this.evaluate(request);
    return { decision, steps: listener && parsed ? ruleSteps(listener.rules, parsed) : [] };
  }

  describe(): readonly string[] {
    return this.listeners.flatMap(({ name, scheme, port, rules }) => [
      `listener ${name} (${scheme.toUpperCase()} ${port}):`,
      ...rules.map((rule) => `  ${describeRule(rule)}`),
    ]);
  }

  private evaluate(request: DecisionRequest): Evaluation {
    const listener = chooseListener(this.listeners, request);
    if (listener === undefined) return { decision: { ...undecided(null), reason: "there is no listener for HTTP" } };
    const parsed = parseRequest(request);
    if (isRefusal(parsed))
      return { decision: { ...undecided(listener), status: parsed.status, reason: parsed.reason } };
    const rule = firstRule(listener.rules, parsed);
    if (rule === undefined) return { decision: noRule(listener, parsed), listener, parsed };
    const { router = null, ...outcome } = rule.answer(parsed);
    return { decision: { listener: listener.name, router, ...outcome }, listener, parsed };
  }
}

interface Evaluation {
  readonly decision: Decision;
  readonly listener?: RuleListener;
  /** Absent where the request was refused before a rule was tried. */
  readonly parsed?: ParityRequest;
}

function undecided(listener: RuleListener | null): Decision {
  const nothing = { router: null, route: null, service: null, status: null, path: null, host: null };
  return { listener: listener?.name ?? null, ...nothing };
}

function noRule(listener: RuleListener, { target }: ParityRequest): Decision {
  const { path, search, host } = target;
  return { ...undecided(listener), status: 404, reason: "no rule applies", path: path + search, host };
}
