import { type Decision, type DecisionRequest, isRefusal, type ListenerPlace, substituteNote } from "../routing";
import { chooseListener, type WebListener } from "./listener-choice";
import { type Arrival, destinationOf, type ParityRequest, PLAIN_HTTP, parseRequest } from "./request";
import { describeRule, firstRule, type Outcome, type Rule, ruleSteps } from "./rule";
import type { Explanation, Target, TargetKind } from "./target";

/** Where requests come in, and the rules that are tried there in order. */
export interface Entrance {
  /** `null` where the output says nothing of listeners. */
  readonly listener: string | null;
  readonly arrival: Arrival;
  readonly rules: readonly Rule[];
}

/** The entrances of a target. */
export interface Entrances {
  /** @throws RangeError where the request names a listener that is not there */
  choose(request: DecisionRequest): Entrance | undefined;
  describe(): readonly string[];
  readonly rules: readonly Rule[];
  /** Where its listeners take requests; none where the output says nothing of listeners. */
  readonly places: readonly ListenerPlace[];
}

/** A listener with its rules. */
export interface RuleListener extends WebListener {
  readonly rules: readonly Rule[];
}

/** A target that takes the first of a list of rules that applies. */
export class RuleTarget implements Target {
  readonly routes: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly otherReadings: readonly Target[];
  private readonly emptyServices: ReadonlySet<string>;

  constructor(
    readonly kind: TargetKind,
    readonly name: string,
    private readonly entrances: Entrances,
    { services = [], emptyServices = new Set(), otherReadings = [] }: RuleTargetOptions = {},
  ) {
    this.otherReadings = otherReadings;
    this.emptyServices = emptyServices;
    this.routes = new Set(entrances.rules.flatMap(({ route }) => route ?? []));
    this.services = new Set([...services, ...entrances.rules.flatMap((rule) => rule.services)]);
  }

  decide(request: DecisionRequest): Decision {
    return this.evaluate(request).decision;
  }

  explain(request: DecisionRequest): Explanation {
    const { decision, rules, parsed } = this.evaluate(request);
    return { decision, steps: parsed === undefined ? [] : ruleSteps(rules, parsed) };
  }

  describe(): readonly string[] {
    return this.entrances.describe();
  }

  private evaluate(request: DecisionRequest): Evaluation {
    const entrance = this.entrances.choose(request);
    if (entrance === undefined) {
      return { decision: { ...undecided(null), reason: "there is no listener for HTTP or HTTPS" }, rules: [] };
    }
    const { decision, ...evaluation } = this.evaluateAt(entrance, request);
    const note = this.noteOn(entrance, request);
    return { ...evaluation, decision: note === undefined ? decision : { ...decision, note } };
  }

  private noteOn({ listener: name, arrival }: Entrance, { url, listener }: DecisionRequest): string | undefined {
    if (name === null || listener !== undefined) return undefined;
    return substituteNote(url, { name, scheme: arrival.scheme, port: arrival.port }, this.entrances.places);
  }

  private evaluateAt(entrance: Entrance, request: DecisionRequest): Evaluation {
    const { listener, arrival, rules } = entrance;
    const parsed = parseRequest(request, arrival);
    if (isRefusal(parsed)) {
      return { decision: { ...undecided(listener), status: parsed.status, reason: parsed.reason }, rules };
    }
    const rule = firstRule(rules, parsed);
    if (rule === undefined) return { decision: noRule(listener, parsed), rules, parsed };
    const { router = null, ...outcome } = this.withInstance(rule.answer(parsed), parsed);
    return { decision: { listener, router, route: rule.route, ...outcome }, rules, parsed };
  }

  private withInstance(outcome: Outcome, { target }: ParityRequest): Outcome {
    const { service, status } = outcome;
    if (status !== null || service === null || !this.emptyServices.has(service)) return outcome;
    const { path, search, host } = target;
    return { ...outcome, status: 503, reason: `service "${service}" has no instance`, path: path + search, host };
  }
}

/** What of a target does not stand in its rules. */
export interface RuleTargetOptions {
  /** Services that the output holds, whether a rule leads to them or not. */
  readonly services?: Iterable<string>;
  /** Services that have no instance: what leads to them is answered with 503. */
  readonly emptyServices?: ReadonlySet<string>;
  readonly otherReadings?: readonly Target[];
}

/** Listeners that each have rules of their own. */
export function listenerEntrances(listeners: readonly RuleListener[]): Entrances {
  return {
    rules: listeners.flatMap(({ rules }) => rules),
    places: listeners,
    choose(request) {
      const listener = chooseListener(listeners, request);
      return listener && { listener: listener.name, arrival: listener, rules: listener.rules };
    },
    describe: () =>
      listeners.flatMap(({ name, scheme, port, rules }) => [
        `listener ${name}, ${scheme.toUpperCase()} ${port}:`,
        ...rules.map((rule) => `  ${describeRule(rule)}`),
      ]),
  };
}

/** One table for every request, however it comes in: its URL says by which scheme and port. */
export function singleEntrance(rules: readonly Rule[]): Entrances {
  return {
    rules,
    places: [],
    choose: (request) => ({ listener: null, arrival: destinationOf(request) ?? PLAIN_HTTP, rules }),
    describe: () => rules.map(describeRule),
  };
}

interface Evaluation {
  readonly decision: Decision;
  readonly rules: readonly Rule[];
  /** Absent where the request was refused before a rule was tried. */
  readonly parsed?: ParityRequest;
}

function undecided(listener: string | null): Decision {
  return { listener, router: null, route: null, service: null, status: null, path: null, host: null };
}

function noRule(listener: string | null, { target }: ParityRequest): Decision {
  const { path, search, host } = target;
  return { ...undecided(listener), status: 404, reason: "no rule applies", path: path + search, host };
}
