import { isInRange } from "../../address";
import { Expression } from "../../regular-expression";
import { DEFAULT_PORTS, type ParityRequest } from "../../request";
import type { Condition, Outcome, Rule } from "../../rule";
import type { RulesDialect } from "../dialect";
import { defaultBackendOf, fallbackRule, type HostGroup, hostGroups, type OwnedPath } from "../host-groups";
import type { Ingress } from "../ingress";
import { fitsHost } from "../path";
import { answerWith, forwardTo } from "../rule-parts";

const PREFIX = "haproxy.org/";

/**
 * The HAProxy Kubernetes Ingress Controller of HAProxy Technologies: the host's own entry decides, else that of the
 * wildcard one label above, else those without host; within it exact paths, then the longest prefix (haproxytech
 * kubernetes-ingress, pkg/route/route.go and pkg/controller; documentation/annotations.md).
 */
export const haproxy: RulesDialect = {
  name: "HAProxy Kubernetes Ingress Controller",
  classNames: ["haproxy"],
  controllers: ["haproxy.org/ingress-controller/haproxy", "haproxy.org/ingress-controller"],
  rules(input) {
    const fallback = defaultBackendOf(input);
    return [
      ...hostGroups(input.ingresses).flatMap((group) => {
        const conditions = group.host === undefined ? [] : [hostCondition(group.host)];
        return [
          ...groupRules(group, conditions),
          ...(group.host === undefined ? [] : [fallbackRule(fallback, group.host, conditions)]),
        ];
      }),
      fallbackRule(fallback, undefined, []),
    ];
  },
};

/** The Host without what comes after a colon, in lower case; a dot that it ends in stays. */
function hostCondition(host: string): Condition {
  const hostOf = ({ target }: ParityRequest) => target.host.replace(/:.*/s, "").toLowerCase();
  return {
    description: `host ${host}`,
    holds: (request) => fitsHost(host, hostOf(request)),
    found: hostOf,
  };
}

interface Entry {
  readonly path: OwnedPath;
  readonly key: string;
  readonly isExact: boolean;
}

function groupRules({ paths }: HostGroup, conditions: readonly Condition[]): readonly Rule[] {
  const entries = paths.flatMap(entriesOf);
  const exact = entries
    .filter(({ isExact }) => isExact)
    .sort((a, b) => Number(b.path.type === "Exact") - Number(a.path.type === "Exact"));
  const prefixes = entries.filter(({ isExact }) => !isExact).sort((a, b) => b.key.length - a.key.length);
  return [...exact, ...prefixes].map((entry) => toRule(entry, conditions));
}

/** A prefix is an entry of the exact map and one of the prefix map that ends in a slash. */
function entriesOf(path: OwnedPath): readonly Entry[] {
  if (path.type === "Exact") return [{ path, key: path.value, isExact: true }];
  const prefix = path.value.replace(/\/$/, "");
  if (prefix === "") return [{ path, key: "/", isExact: false }];
  const key = path.type === "Prefix" ? `${prefix}/` : prefix;
  return [
    { path, key: prefix, isExact: true },
    { path, key, isExact: false },
  ];
}

/** The path is compared as it came: HAProxy normalizes nothing of itself. */
function toRule({ path, key, isExact }: Entry, conditions: readonly Condition[]): Rule {
  return {
    label: path.label,
    route: path.route,
    conditions: [
      ...conditions,
      {
        description: `path ${isExact ? "is" : "begins with"} ${key}`,
        holds: ({ rawPath }) => (isExact ? rawPath === key : rawPath.startsWith(key)),
        found: ({ rawPath }) => rawPath,
      },
    ],
    action: `forward to ${path.backend.service}`,
    services: [path.backend.service],
    answer: (request) => ({ router: path.ingress.router, ...answer(path, request) }),
  };
}

function answer({ ingress, backend }: OwnedPath, request: ParityRequest): Outcome {
  const denied = denial(ingress, request) ?? redirect(ingress, request);
  if (denied !== undefined) return denied;
  const rewritten = rewritePath(annotation(ingress, "path-rewrite"), request.rawPath);
  const host = annotation(ingress, "set-host");
  return forwardTo(backend.service, request, {
    path: rewritten + request.target.search,
    ...(host === undefined ? {} : { host }),
  });
}

function denial(ingress: Ingress, request: ParityRequest): Outcome | undefined {
  const allowed = annotation(ingress, "allow-list") ?? annotation(ingress, "whitelist");
  const denied = annotation(ingress, "deny-list") ?? annotation(ingress, "blacklist");
  const within = (list: string) =>
    list.split(",").some((range) => isInAddressOrRange(request.sourceAddress, range.trim()));
  const refused = (allowed !== undefined && !within(allowed)) || (denied !== undefined && within(denied));
  return refused ? answerWith(403, "the client's address is refused", request) : undefined;
}

function isInAddressOrRange(address: string, range: string): boolean {
  return isInRange(address, range.includes("/") ? range : `${range}/${range.includes(":") ? 128 : 32}`);
}

/** What comes after host and port stays as it was requested. */
function redirect(ingress: Ingress, request: ParityRequest): Outcome | undefined {
  const { arrival, target, rawPath } = request;
  const uri = rawPath + target.search;
  // Where the Ingress has certificates, to HTTPS of itself (pkg/annotations/ingress/httpsRedirect.go).
  const toHttps = annotation(ingress, "ssl-redirect") ?? String(ingress.hasTls);
  if (toHttps === "true" && arrival.scheme === "http") {
    const port = Number(annotation(ingress, "ssl-redirect-port") ?? DEFAULT_PORTS.https);
    const status = Number(annotation(ingress, "ssl-redirect-code") ?? 302);
    // HAProxy's own redirect by scheme keeps the Host as it is.
    const authority = port === DEFAULT_PORTS.https ? target.host : `${target.host.replace(/:[0-9]*$/, "")}:${port}`;
    return answerWith(status, "the Ingress redirects to HTTPS", request, `https://${authority}${uri}`);
  }
  const host = annotation(ingress, "request-redirect");
  if (host === undefined) return undefined;
  const status = Number(annotation(ingress, "request-redirect-code") ?? 302);
  // By HTTP where the value does not begin with a scheme, however the request came (hostRedirect.go).
  const location = /^https?:\/\//.test(host) ? host : `http://${host}`;
  return answerWith(status, "the Ingress redirects", request, location + uri);
}

/**
 * A line is an expression and what the whole path becomes where it fits; a replacement alone is for every path
 * (`http-request replace-path`). Lines are applied one after another.
 */
function rewritePath(rewrites: string | undefined, path: string): string {
  return (rewrites ?? "").split("\n").reduce((current, line) => {
    const [first, second] = line.trim().split(/\s+/);
    if (first === undefined || first === "") return current;
    const [source, format] = second === undefined ? ["(.*)", first] : [first, second];
    return (
      new Expression(source).expandFirst(current, (groupOf) =>
        format.replace(/\\([0-9])/g, (_, digit: string) => groupOf(Number(digit))),
      ) ?? current
    );
  }, path);
}

function annotation(ingress: Ingress, name: string): string | undefined {
  return ingress.annotations[`${PREFIX}${name}`];
}
