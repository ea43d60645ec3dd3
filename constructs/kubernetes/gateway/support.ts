import { headerChanges } from "../header-changes";
import type { FeatureUse, Obstacle, Support } from "../routes";
import type { GatewayRelease } from "./release";

/** Methods that the API takes (Gateway API, `HTTPMethod`). */
const METHODS: ReadonlySet<string> = new Set([
  ...["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"],
]);
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
const MOST_HEADERS = 16;

/** What an HTTPRoute has (Gateway API, `HTTPRouteRule`). */
export function gatewaySupport(release: GatewayRelease): Support {
  return {
    "header-match": headerObstacle,
    "query-match": queryObstacle,
    "method-match": ({ match }) =>
      METHODS.has(match?.method ?? "GET")
        ? undefined
        : { does: `choose by the method ${match?.method}`, remedy: "match a method of HTTP" },
    "regular-expression": true,
    "escaped-path": true,
    "wildcard-one-label": true,
    weights: true,
    "request-headers": changesObstacle,
    "response-headers": changesObstacle,
    rewrite: true,
    redirect: ({ filter }) => redirectObstacle(filter, release),
    mirror: ({ filter }) => mirrorObstacle(filter, release),
    "request-timeout": true,
    "backend-timeout": true,
    ...(release.retry ? { retry: true } : {}),
    "backend-protocol": true,
  };
}

function headerObstacle({ match }: FeatureUse): Obstacle | undefined {
  if ((match?.headers ?? []).every(({ value }) => value !== "")) return undefined;
  return { does: "choose by a header without a value", remedy: "match a value" };
}

function queryObstacle({ match }: FeatureUse): Obstacle | undefined {
  const params = match?.queryParams ?? [];
  if (params.some(({ value }) => value === "")) {
    return { does: "choose by a query parameter without a value", remedy: "match a value" };
  }
  const [odd] = params.filter(({ name }) => !TOKEN.test(name));
  if (odd === undefined) return undefined;
  return { does: `choose by a query parameter of the name "${odd.name}"`, remedy: "choose a name like a header's" };
}

function changesObstacle({ route, filter }: FeatureUse): Obstacle | undefined {
  if (filter?.type !== "RequestHeaderModifier" && filter?.type !== "ResponseHeaderModifier") return undefined;
  const modifiers = (route.filters ?? []).filter((other) => other.type === filter.type) as (typeof filter)[];
  const kinds = [...headerChanges(modifiers).values()].map(({ type }) => type);
  const most = Math.max(...["set", "add", "remove"].map((kind) => kinds.filter((one) => one === kind).length));
  if (most <= MOST_HEADERS) return undefined;
  return { does: `change more than ${MOST_HEADERS} headers in one way`, remedy: "change fewer" };
}

function redirectObstacle(filter: FeatureUse["filter"], { redirectCodes }: GatewayRelease): Obstacle | undefined {
  if (filter?.type !== "RequestRedirect") return undefined;
  const { statusCode = 302 } = filter;
  if (redirectCodes || statusCode === 301 || statusCode === 302) return undefined;
  return {
    does: `redirect with ${statusCode} before version 1.5`,
    remedy: "install version 1.5, or choose 301 or 302",
  };
}

function mirrorObstacle(filter: FeatureUse["filter"], { mirrorPercent }: GatewayRelease): Obstacle | undefined {
  if (filter?.type !== "RequestMirror" || (filter.percent ?? 100) === 100 || mirrorPercent) return undefined;
  return { does: "mirror a part of requests before version 1.3", remedy: "install version 1.3" };
}
