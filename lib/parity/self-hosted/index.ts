import {
  type Candidate,
  compareCandidates,
  createDecider,
  createRouteRequest,
  type Decider,
  type Decision,
  type DecisionRequest,
  describeFailure,
  firstFailure,
  isRefusal,
  routeAction,
  routeCandidates,
} from "../../routing";
import type { Router, Topology } from "../../topology";
import { parseRequest } from "../request";
import type { RuleStep } from "../rule";
import type { Explanation, Target } from "../target";
import type { TerraformDocument } from "../terraform";
import { findTopologies } from "./find-topology";

/**
 * The proxies of a document that take HTTP: each runs the Topology that is written for it. An edge that passes
 * connections on to proxies that route is none of them.
 */
export function readProxies(document: TerraformDocument): readonly Target[] {
  return findTopologies(document)
    .filter(({ topology }) => takesHttp(topology))
    .map(({ address, topology }) => new ProxyTarget(address, topology));
}

function takesHttp({ edges = [] }: Topology): boolean {
  return edges.some(({ listeners }) => listeners.some(({ protocol }) => protocol === "HTTP" || protocol === "HTTPS"));
}

/** Portico's own proxy does what the Topology says: `lib/routing` is its documentation. */
class ProxyTarget implements Target {
  readonly kind = "self-hosted";
  readonly otherReadings = [];
  readonly name: string;
  readonly routes: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  private readonly decider: Decider;

  constructor(
    address: string,
    readonly topology: Topology,
  ) {
    this.name = `proxy of ${address}`;
    this.routes = new Set((topology.routers ?? []).flatMap(({ routes }) => routes.map(({ name }) => name)));
    this.services = new Set((topology.services ?? []).map((service) => service.name));
    this.decider = createDecider(topology);
  }

  decide(request: DecisionRequest): Decision {
    return this.decider.decide(request);
  }

  explain(request: DecisionRequest): Explanation {
    const decision = this.decide(request);
    const router = this.topology.routers?.find(({ name }) => name === decision.router);
    return { decision, steps: router === undefined ? [] : steps(router, request) };
  }

  describe(): readonly string[] {
    return (this.topology.routers ?? []).flatMap((router) => [
      `router ${router.name}:`,
      ...byPrecedence(router).map(
        (candidate) => `  ${label(candidate)}: ${conditions(candidate)} -> ${action(candidate)}`,
      ),
    ]);
  }
}

function byPrecedence(router: Router): readonly Candidate[] {
  return [...routeCandidates(router)].sort(compareCandidates);
}

function steps(router: Router, request: DecisionRequest): readonly RuleStep[] {
  const parsed = parseRequest(request);
  if (isRefusal(parsed)) return [];
  const { method, target, sourceAddress } = parsed;
  const routeRequest = createRouteRequest({ method, headers: request.headers ?? [], sourceAddress }, target);
  let decided = false;
  return byPrecedence(router).map((candidate): RuleStep => {
    const named = { rule: label(candidate), conditions: conditions(candidate), action: action(candidate) };
    if (decided) return { result: "NotReached", ...named };
    const failure = firstFailure(candidate, routeRequest);
    if (failure !== undefined) return { result: "Passed", ...named, because: describeFailure(failure) };
    decided = true;
    return { result: "Decided", ...named };
  });
}

function label({ entry }: Candidate): string {
  return `route ${entry.route.name}, match ${entry.matchIndex + 1}`;
}

function conditions({ entry, hostname }: Candidate): string {
  const { path, method, headers, queryParams, sourceRanges } = entry;
  return [
    ...(hostname === undefined ? [] : [`hostname ${hostname}`]),
    `path ${path.type} ${path.value || "/"}`,
    ...(method === undefined ? [] : [`method ${method}`]),
    ...headers.map(({ name, value }) => `header ${name} = ${value}`),
    ...queryParams.map(({ name, value }) => `query parameter ${name} = ${value}`),
    ...(sourceRanges.length === 0 ? [] : [`source in ${sourceRanges.join(" or ")}`]),
  ].join(" and ");
}

function action({ entry }: Candidate): string {
  const act = routeAction(entry.route);
  switch (act.type) {
    case "Redirect":
      return `redirect with ${act.statusCode}`;
    case "FixedResponse":
      return `answer ${act.statusCode}`;
    case "Forward":
      return `forward to ${act.backends.map(({ service, weight }) => `${service} (weight ${weight ?? 1})`).join(", ")}`;
  }
}
