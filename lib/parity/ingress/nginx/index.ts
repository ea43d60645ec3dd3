import type { BackendShare } from "../../../routing";
import { isInRange } from "../../address";
import { Expression } from "../../regular-expression";
import type { ParityRequest } from "../../request";
import type { Condition, Outcome, Rule } from "../../rule";
import type { ControllerInput, RulesDialect } from "../dialect";
import { defaultBackendOf, fallbackRule, type HostGroup, hostGroups, type OwnedPath } from "../host-groups";
import type { Ingress } from "../ingress";
import { fitsHost } from "../path";
import { answerWith, forwardTo } from "../rule-parts";
import { annotation } from "./annotation";
import { isCanary } from "./canary";
import { type Alternative, Upstreams } from "./upstreams";
import { fillVariables } from "./variables";

/**
 * Ingress-nginx: a server for each host, which takes its requests and keeps them; within it the locations that the paths
 * become (kubernetes/ingress-nginx, "Ingress Path Matching", "Annotations"; nginx, `server_name`, `location`). Of two
 * Ingresses that say different things of one path or Service, the one that was created first counts.
 */
export const nginx: RulesDialect = {
  name: "ingress-nginx",
  classNames: ["nginx"],
  controllers: ["k8s.io/ingress-nginx"],
  rules: readRules,
  otherReadings: {
    "whose Ingresses were created the other way round": (input) =>
      readRules({ ...input, ingresses: input.ingresses.toReversed() }),
  },
};

function readRules(input: ControllerInput): readonly Rule[] {
  const upstreams = new Upstreams(input.ingresses);
  const main = input.ingresses.filter((ingress) => !isCanary(ingress));
  const fallback = defaultBackendOf({ ...input, ingresses: main });
  const alternativeOf = ({ ingress, backend }: OwnedPath) => {
    const alternative = upstreams.alternativeOf(ingress, backend);
    // Without an instance of its own a Service answers 503, and a canary takes no requests.
    const isIdle = [backend.service, alternative?.service ?? ""].some((service) => input.emptyServices.has(service));
    return isIdle ? undefined : alternative;
  };
  return [
    ...hostGroups(main).flatMap((group) => {
      const paths = group.paths.filter(({ ingress, backend }) => upstreams.isServed(ingress, backend));
      const conditions = group.host === undefined ? [] : [serverCondition(group.host)];
      const rest = group.host === undefined ? [] : [fallbackRule(fallback, group.host, conditions)];
      return [...serverRules({ ...group, paths }, conditions, alternativeOf), ...rest];
    }),
    fallbackRule(fallback, undefined, []),
  ];
}

/** A wildcard stands for one label (internal/ingress/controller/template/template.go, `buildServerName`). */
function serverCondition(host: string): Condition {
  return {
    description: `server ${host}`,
    holds: ({ target }) => fitsHost(host, target.hostname),
    found: ({ target }) => target.hostname,
  };
}

/** A location of a server, in the order in which nginx tries them. */
interface Location {
  readonly path: OwnedPath;
  readonly description: string;
  readonly fits: (decodedPath: string) => boolean;
}

function serverRules(
  { paths }: HostGroup,
  conditions: readonly Condition[],
  alternativeOf: (path: OwnedPath) => Alternative | undefined,
): readonly Rule[] {
  // One path with a regular expression or a rewrite makes all paths of the host such.
  const isRegex = paths.some(({ ingress }) => annotation(ingress, "use-regex") === "true" || hasRewrite(ingress));
  const locations = isRegex ? regexLocations(paths) : plainLocations(paths);
  return locations.flatMap(({ path, description, fits }) => {
    const located: readonly Condition[] = [
      ...conditions,
      { description: `location ${description}`, holds: (request) => fits(decoded(request)), found: decoded },
    ];
    const alternative = alternativeOf(path);
    const main: Rule = {
      label: path.label,
      route: path.route,
      conditions: located,
      action: `forward to ${path.backend.service}`,
      services: [path.backend.service],
      answer: (request) => ({
        router: path.ingress.router,
        ...(answerOf(path, request) ?? forward(path, sharesOf(path, alternative, request), request)),
      }),
    };
    return alternative === undefined || alternative.policy.description === ""
      ? [main]
      : [canaryRule(path, alternative, located), main];
  });
}

/** What a header or a cookie takes away from a location, but for what is answered before a Service is asked. */
function canaryRule(path: OwnedPath, { service, policy, pathAt }: Alternative, located: readonly Condition[]): Rule {
  const own = pathAt(path);
  const whole = { service, weight: 1, share: 1 };
  return {
    label: own?.label ?? `${path.label}, canary`,
    route: own?.route ?? path.route,
    conditions: [
      ...located,
      {
        description: policy.description,
        holds: (request) => policy.decides(request) === true && answerOf(path, request) === undefined,
        found: policy.found,
      },
    ],
    action: `forward to ${service}`,
    services: [service],
    answer: (request) => ({ router: path.ingress.router, ...forward(path, [whole], request) }),
  };
}

/** By descending length, the first that fits; case does not matter, and the type of the path neither. */
function regexLocations(paths: readonly OwnedPath[]): readonly Location[] {
  return [...paths]
    .sort((a, b) => b.value.length - a.value.length)
    .map((path) => {
      const expression = new Expression(`^${path.value}`, { ignoreCase: true });
      return { path, description: `~* ^${path.value}`, fits: (decodedPath) => expression.fitsWithin(decodedPath) };
    });
}

/** Exact locations first, then the longest prefix. A path of type Prefix is `= /foo` and `/foo/`. */
function plainLocations(paths: readonly OwnedPath[]): readonly Location[] {
  const exact = (path: OwnedPath, value: string): Location => ({
    path,
    description: `= ${value}`,
    fits: (decodedPath) => decodedPath === value,
  });
  const all = paths.flatMap((path): readonly (Location & { readonly length: number })[] => {
    const { type, value } = path;
    if (type === "Exact") return [{ ...exact(path, value), length: Number.POSITIVE_INFINITY }];
    const start = type === "Prefix" && !value.endsWith("/") ? `${value}/` : value;
    const prefix = { path, description: start, fits: (text: string) => text.startsWith(start), length: start.length };
    if (type !== "Prefix" || value === "/") return [prefix];
    // After the paths that are exact of themselves.
    return [{ ...exact(path, value.replace(/\/$/, "")), length: Number.MAX_SAFE_INTEGER }, prefix];
  });
  return all.sort((a, b) => b.length - a.length);
}

/** Nginx matches the path decoded. */
function decoded({ target }: ParityRequest): string {
  try {
    return decodeURIComponent(target.path);
  } catch {
    return target.path;
  }
}

/** What is answered before a Service is asked. */
function answerOf(path: OwnedPath, request: ParityRequest): Outcome | undefined {
  const { ingress } = path;
  return refusal(ingress, request) ?? httpsRedirect(path, request) ?? redirect(ingress, request);
}

type Shares = readonly [BackendShare, ...BackendShare[]];

function forward(path: OwnedPath, shares: Shares, request: ParityRequest): Outcome {
  const host = annotation(path.ingress, "upstream-vhost");
  const forwarded = forwardTo(largest(shares).service, request, {
    path: rewrite(path, request),
    ...(host === undefined ? {} : { host: fillVariables(host, request) }),
  });
  return { ...forwarded, backends: shares };
}

/** What part of the requests like this one each Service gets. */
function sharesOf({ backend }: OwnedPath, alternative: Alternative | undefined, request: ParityRequest): Shares {
  const main = { service: backend.service, weight: 1, share: 1 };
  const share = alternative?.policy.share ?? 0;
  if (alternative === undefined || share === 0 || alternative.policy.decides(request) === false) return [main];
  const canary = { service: alternative.service, weight: share, share };
  return share === 1 ? [canary] : [{ ...main, weight: 1 - share, share: 1 - share }, canary];
}

function largest(shares: Shares): BackendShare {
  return shares.reduce((most, share) => (share.weight > most.weight ? share : most));
}

function refusal(ingress: Ingress, request: ParityRequest): Outcome | undefined {
  const allowed = annotation(ingress, "whitelist-source-range") ?? annotation(ingress, "allowlist-source-range");
  if (allowed === undefined) return undefined;
  const isAllowed = allowed.split(",").some((range) => isInRange(request.sourceAddress, range.trim()));
  return isAllowed ? undefined : answerWith(403, "the client's address is refused", request);
}

/** 308 to HTTPS for hosts with TLS, unless it is turned off ("Server-side HTTPS enforcement through redirect"). */
function httpsRedirect({ ingress, host }: OwnedPath, request: ParityRequest): Outcome | undefined {
  if (request.arrival.scheme === "https") return undefined;
  const isForced = annotation(ingress, "force-ssl-redirect") === "true";
  const hasTls = host !== undefined && ingress.tlsHosts.includes(host);
  if (!isForced && (!hasTls || annotation(ingress, "ssl-redirect") === "false")) return undefined;
  const { hostname, search } = request.target;
  return answerWith(308, "the Ingress redirects to HTTPS", request, `https://${hostname}${request.rawPath}${search}`);
}

function redirect(ingress: Ingress, request: ParityRequest): Outcome | undefined {
  for (const [kind, defaultStatus] of [
    ["temporal-redirect", 302],
    ["permanent-redirect", 301],
  ] as const) {
    const location = annotation(ingress, kind);
    if (location === undefined) continue;
    const status = Number(annotation(ingress, `${kind}-code`) ?? defaultStatus);
    return answerWith(status, "the Ingress redirects", request, fillVariables(location, request));
  }
  return undefined;
}

function hasRewrite(ingress: Ingress): boolean {
  return annotation(ingress, "rewrite-target") !== undefined;
}

/**
 * The whole path becomes the target, in which `$1` to `$9` are groups of the path's expression; the query stays. Without
 * a target the path is passed on as the client wrote it (nginx, `proxy_pass` without a URI).
 */
function rewrite({ ingress, value }: OwnedPath, request: ParityRequest): string {
  const target = annotation(ingress, "rewrite-target");
  const { path, search } = request.target;
  if (target === undefined || target === value) return request.rawPath + search;
  const expression = new Expression(value, { ignoreCase: true });
  const rewritten = expression.expandFirst(decoded(request), (groupOf) =>
    target.replace(/\$([1-9])/g, (_, digit: string) => groupOf(Number(digit))),
  );
  return (rewritten ?? path) + search;
}
