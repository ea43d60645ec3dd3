import { type Filter, type Route, type RouteMatch, tryParseDuration } from "../../../lib/topology";

/** What becomes of a route whose feature the class has not, once that was accepted. */
type Effect =
  | "leave the match out"
  | "leave the route out"
  | "do without"
  | "have the heaviest backend alone"
  | "have it all the same";

interface FeatureWords {
  /** Completes "the class cannot ...". */
  readonly does: string;
  readonly accepted: Effect;
}

/** What a route may ask for beyond host, path and one service; after the way it is lowered, the code of a finding. */
export const FEATURES = {
  "header-match": { does: "choose by header", accepted: "leave the match out" },
  "query-match": { does: "choose by query parameter", accepted: "leave the match out" },
  "method-match": { does: "choose by method", accepted: "leave the match out" },
  "source-ranges": { does: "choose by the client's address", accepted: "leave the match out" },
  "regular-expression": { does: "match the path by a regular expression", accepted: "leave the match out" },
  "escaped-path": {
    does: "say whether it decodes a percent-encoded path before it matches",
    accepted: "have it all the same",
  },
  "wildcard-one-label": {
    does: "match a wildcard host of more than one label: its * is exactly one",
    accepted: "have it all the same",
  },
  weights: { does: "split requests by weight", accepted: "have the heaviest backend alone" },
  "request-headers": { does: "change this request header", accepted: "do without" },
  "response-headers": { does: "change this response header", accepted: "do without" },
  rewrite: { does: "rewrite the request this way", accepted: "do without" },
  redirect: { does: "redirect this way", accepted: "leave the route out" },
  mirror: { does: "mirror requests this way", accepted: "do without" },
  "fixed-response": { does: "answer by itself", accepted: "leave the route out" },
  cors: { does: "say which origins may read responses", accepted: "do without" },
  "basic-auth": { does: "ask for a password", accepted: "leave the route out" },
  "forward-auth": { does: "ask another service whether a request may pass", accepted: "leave the route out" },
  "ip-access": { does: "turn addresses away", accepted: "leave the route out" },
  "rate-limit": { does: "limit how often somebody asks", accepted: "leave the route out" },
  "max-body-size": { does: "limit the size of a request's body", accepted: "leave the route out" },
  compression: { does: "compress responses", accepted: "do without" },
  "error-pages": { does: "replace the bodies of errors", accepted: "do without" },
  extension: { does: "run what is an extension of another target", accepted: "leave the route out" },
  "request-timeout": { does: "limit the time of a whole request", accepted: "do without" },
  "backend-timeout": { does: "limit the time of one try", accepted: "do without" },
  retry: { does: "retry this way", accepted: "do without" },
  "backend-protocol": { does: "be told that the service speaks HTTP/2 alone", accepted: "do without" },
} as const satisfies Record<string, FeatureWords>;

export type Feature = keyof typeof FEATURES;

/** One place where a route asks for a feature. */
export interface FeatureUse {
  readonly feature: Feature;
  readonly route: Route;
  readonly routeIndex: number;
  /** Where the place is in a match. */
  readonly match?: RouteMatch;
  readonly matchIndex?: number;
  /** Where the place is a filter. */
  readonly filter?: Filter;
  /** Counted from the route. */
  readonly at: string;
}

const FILTER_FEATURES: Readonly<Record<Filter["type"], Feature>> = {
  RequestHeaderModifier: "request-headers",
  ResponseHeaderModifier: "response-headers",
  URLRewrite: "rewrite",
  RequestRedirect: "redirect",
  RequestMirror: "mirror",
  FixedResponse: "fixed-response",
  CORS: "cors",
  BasicAuth: "basic-auth",
  ForwardAuth: "forward-auth",
  IPAccess: "ip-access",
  RateLimit: "rate-limit",
  MaxBodySize: "max-body-size",
  Compression: "compression",
  ErrorPages: "error-pages",
  ExtensionRef: "extension",
};

/** Everything that a route asks for beyond host, path and one service, its services' protocols aside. */
export function featureUses(route: Route, routeIndex: number): FeatureUse[] {
  const uses: FeatureUse[] = [];
  const use = (feature: Feature, at: string, more: Partial<FeatureUse> = {}) =>
    uses.push({ feature, route, routeIndex, at, ...more });
  for (const [matchIndex, match] of (route.matches ?? []).entries()) {
    for (const [feature, field] of matchFeatures(match)) {
      use(feature, `matches[${matchIndex}].${field}`, { match, matchIndex });
    }
  }
  for (const [index, filter] of (route.filters ?? []).entries()) {
    use(FILTER_FEATURES[filter.type], `filters[${index}]`, { filter });
  }
  if ((route.backends ?? []).filter(({ weight = 1 }) => weight > 0).length > 1) use("weights", "backends");
  // "0s" is no limit, which is the default.
  if (route.timeouts?.request !== undefined && tryParseDuration(route.timeouts.request) !== 0) {
    use("request-timeout", "timeouts.request");
  }
  if (route.timeouts?.backendRequest !== undefined) use("backend-timeout", "timeouts.backendRequest");
  if (route.retry !== undefined) use("retry", "retry");
  return uses;
}

function matchFeatures({ path, headers, queryParams, method, sourceRanges }: RouteMatch): [Feature, string][] {
  const features: [Feature, string][] = [];
  if (path?.type === "RegularExpression") features.push(["regular-expression", "path"]);
  else if (path?.value.includes("%")) features.push(["escaped-path", "path"]);
  if (headers !== undefined && headers.length > 0) features.push(["header-match", "headers"]);
  if (queryParams !== undefined && queryParams.length > 0) features.push(["query-match", "queryParams"]);
  if (method !== undefined) features.push(["method-match", "method"]);
  if (sourceRanges !== undefined && sourceRanges.length > 0) features.push(["source-ranges", "sourceRanges"]);
  return features;
}
