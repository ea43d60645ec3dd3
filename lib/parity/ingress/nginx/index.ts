import type { BackendShare } from "../../../routing";
import { hostnameCovers } from "../../../topology";
import { isInRange } from "../../address";
import { Expression } from "../../regular-expression";
import type { ParityRequest } from "../../request";
import type { Condition, Outcome, Rule } from "../../rule";
import type { RulesDialect } from "../dialect";
import { defaultBackendOf, fallbackRule, type HostGroup, hostGroups, type OwnedPath } from "../host-groups";
import type { Ingress } from "../ingress";
import { answerWith, forwardTo } from "../rule-parts";
import { annotation } from "./annotation";
import { type Canary, chooseBackend, readCanaries } from "./canary";
import { fillVariables } from "./variables";

/**
 * Ingress-nginx: a server for each host, of which the most specific one takes the request and keeps it; within it the
 * locations that the paths become (kubernetes/ingress-nginx, "Ingress Path Matching", "Annotations"; nginx,
 * `server_name`, `location`).
 */
export const nginx: RulesDialect = {
  name: "ingress-nginx",
  classNames: ["nginx"],
  controllers: ["k8s.io/ingress-nginx"],
  rules(input) {
    const canaries = readCanaries(input.ingresses);
    const main = input.ingresses.filter((ingress) => annotation(ingress, "canary") !== "true");
    const fallback = defaultBackendOf({ ...input, ingresses: main });
    return [
      ...hostGroups(main).flatMap((group) => {
        const conditions = group.host === undefined ? [] : [serverCondition(group.host)];
        const rest = group.host === undefined ? [] : [fallbackRule(fallback, group.host, conditions)];
        return [...serverRules(group, conditions, canaries), ...rest];
      }),
      fallbackRule(fallback, undefined, []),
    ];
  },
};

/** A wildcard stands for one or more labels (nginx, "Server names", Wildcard names). */
function serverCondition(host: string): Condition {
  return {
    description: `server ${host}`,
    holds: ({ target }) => hostnameCovers(host, target.hostname),
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
  canaries: readonly Canary[],
): readonly Rule[] {
  // One path with a regular expression or a rewrite makes all paths of the host such.
  const isRegex = paths.some(({ ingress }) => annotation(ingress, "use-regex") === "true" || hasRewrite(ingress));
  const locations = isRegex ? regexLocations(paths) : plainLocations(paths);
  return locations.map(({ path, description, fits }) => ({
    label: path.label,
    route: path.route,
    conditions: [
      ...conditions,
      { description: `location ${description}`, holds: (request) => fits(decoded(request)), found: decoded },
    ],
    action: `forward to ${path.backend.service}`,
    answer: (request) => ({ router: path.ingress.router, ...answer(path, canaries, request) }),
  }));
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

function answer(path: OwnedPath, canaries: readonly Canary[], request: ParityRequest): Outcome {
  const { ingress } = path;
  const own = refusal(ingress, request) ?? httpsRedirect(path, request) ?? redirect(ingress, request);
  if (own !== undefined) return own;
  const shares = chooseBackend(path, canaries, request);
  const host = annotation(ingress, "upstream-vhost");
  const forwarded = forwardTo(largest(shares).service, request, {
    path: rewrite(path, request),
    ...(host === undefined ? {} : { host: fillVariables(host, request) }),
  });
  return { ...forwarded, backends: shares };
}

function largest(shares: readonly [BackendShare, ...BackendShare[]]): BackendShare {
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
  const { hostname, path, search } = request.target;
  return answerWith(308, "the Ingress redirects to HTTPS", request, `https://${hostname}${path}${search}`);
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

/** The whole path becomes the target, in which `$1` to `$9` are groups of the path's expression; the query stays. */
function rewrite({ ingress, value }: OwnedPath, request: ParityRequest): string {
  const target = annotation(ingress, "rewrite-target");
  const { path, search } = request.target;
  if (target === undefined || target === value) return path + search;
  const expression = new Expression(value, { ignoreCase: true });
  const rewritten = expression.expandFirst(decoded(request), (groupOf) =>
    target.replace(/\$([1-9])/g, (_, digit: string) => groupOf(Number(digit))),
  );
  return (rewritten ?? path) + search;
}
