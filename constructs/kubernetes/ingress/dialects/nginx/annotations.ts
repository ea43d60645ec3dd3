import { type RequestRedirect, type RouteRetry, tryParseDuration } from "../../../../../lib/topology";
import type { BackendService, PlannedRoute } from "../../../routes";
import { PREFIX } from "./annotation";
import { hashKey } from "./hash-key";

/** What a route asks of its Ingress beyond leading to a service (user guide, "Annotations"). */
export function annotationsOf({ redirect, rewrite, timeouts, retry, backends }: PlannedRoute): Record<string, string> {
  const [main] = backends;
  return prefixed({
    ...(redirect === undefined ? {} : redirection(redirect)),
    "upstream-vhost": rewrite?.hostname,
    "proxy-read-timeout": timeouts.backendRequest === undefined ? undefined : seconds(timeouts.backendRequest),
    ...(retry === undefined ? {} : retries(retry)),
    ...(main === undefined ? {} : upstreamAnnotations(main.service)),
  });
}

/** What the controller does with a Service, wherever it is led to, it reads from the Ingress. */
export function upstreamAnnotations(service: BackendService): Record<string, string | undefined> {
  const { sessionAffinity, protocol } = service;
  const isSticky = sessionAffinity?.type === "Cookie";
  const { cookieName, ttl } = sessionAffinity ?? {};
  return {
    "backend-protocol": protocol === "GRPC" ? "GRPC" : undefined,
    affinity: isSticky ? "cookie" : undefined,
    "session-cookie-name": isSticky ? (cookieName ?? "portico") : undefined,
    "session-cookie-max-age": isSticky && ttl !== undefined ? seconds(ttl) : undefined,
    "session-cookie-expires": isSticky && ttl !== undefined ? seconds(ttl) : undefined,
    "upstream-hash-by": isSticky ? undefined : hashKey(service),
  };
}

export function prefixed(written: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => (value === undefined ? [] : [[`${PREFIX}/${name}`, value]])),
  );
}

export const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** `$request_uri` is path and query as the client wrote them. */
function redirection({ scheme = "http", hostname, port, path, statusCode = 302 }: RequestRedirect) {
  const host = hostname ?? "$host";
  const authority = port === undefined || port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
  const rest = path?.type === "ReplaceFullPath" ? `${path.replaceFullPath}$is_args$args` : "$request_uri";
  return {
    "permanent-redirect": `${scheme}://${authority}${rest}`,
    "permanent-redirect-code": String(statusCode),
  };
}

/** Nginx counts the first try too; requests that must not be repeated it does not repeat. */
function retries({ attempts = 1, codes = [] }: RouteRetry): Record<string, string> {
  if (attempts === 0) return { "proxy-next-upstream": "off" };
  return {
    "proxy-next-upstream": ["error", "timeout", ...codes.map((code) => `http_${code}`)].join(" "),
    "proxy-next-upstream-tries": String(attempts + 1),
  };
}

/** Nginx counts whole seconds, at least one. What only Terraform knows stays as it is. */
function seconds(duration: string): string {
  const milliseconds = tryParseDuration(duration);
  return milliseconds === undefined ? duration : String(Math.max(1, Math.ceil(milliseconds / 1000)));
}
