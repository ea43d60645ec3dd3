import type { QueryParamMatch } from "../../../../../lib/topology";
import { headerChanges } from "../../../header-changes";
import type { FeatureUse, Obstacle, RouterInput, RouterListener, Support } from "../../../routes";

/** What Traefik has, in its Ingress annotations or its own resources. */
export const support: Support = {
  "header-match": headerObstacle,
  "query-match": queryObstacle,
  "method-match": true,
  "source-ranges": true,
  "regular-expression": expressionObstacle,
  "escaped-path": true,
  "wildcard-one-label": true,
  weights: true,
  "backend-protocol": true,
  "request-headers": headersObstacle,
  "response-headers": headersObstacle,
  rewrite: true,
  redirect: redirectObstacle,
  mirror: mirrorObstacle,
  "backend-timeout": true,
  retry: retryObstacle,
};

function headersObstacle({ route, filter }: FeatureUse): Obstacle | undefined {
  if (filter?.type !== "RequestHeaderModifier" && filter?.type !== "ResponseHeaderModifier") return undefined;
  // All filters of the kind together make the change.
  const modifiers = (route.filters ?? []).filter((other) => other.type === filter.type);
  const changes = [...headerChanges(modifiers as (typeof filter)[]).values()];
  if (changes.some(({ type }) => type === "add")) {
    return { does: "add a value to a header that may be there already", remedy: "set the header" };
  }
  if (changes.some((change) => change.type === "set" && change.value === "")) {
    return { does: "set a header to nothing: that removes it", remedy: "give it a value, or remove it" };
  }
  return undefined;
}

function redirectObstacle({ filter }: FeatureUse, { listeners }: RouterInput): Obstacle | undefined {
  if (filter?.type !== "RequestRedirect") return undefined;
  const { statusCode = 302, scheme, port } = filter;
  if (statusCode !== 301 && statusCode !== 302) {
    return { does: `redirect with status ${statusCode}`, remedy: "choose 301 or 302" };
  }
  const isStandard = (listener: RouterListener) => listener.port === (listener.protocol === "HTTP" ? 80 : 443);
  if (scheme !== undefined || port !== undefined || listeners.every(isStandard)) return undefined;
  return { does: "redirect to the listener's own port", remedy: "give the redirect a port" };
}

function mirrorObstacle({ filter }: FeatureUse): Obstacle | undefined {
  if (filter?.type !== "RequestMirror" || Number.isInteger(filter.percent ?? 100)) return undefined;
  return { does: "mirror a part of a percent", remedy: "write a whole number of percent" };
}

function retryObstacle({ route }: FeatureUse): Obstacle | undefined {
  if ((route.retry?.codes ?? []).length === 0) return undefined;
  return { does: "retry on a response, whatever its status", remedy: "leave the codes out" };
}

function headerObstacle({ match }: FeatureUse): Obstacle | undefined {
  const names = (match?.headers ?? []).map(({ name }) => name.toLowerCase());
  if (!names.includes("host")) return undefined;
  return { does: "match Host as a header", remedy: "give the route hostnames" };
}

function queryObstacle({ match }: FeatureUse): Obstacle | undefined {
  const params = match?.queryParams ?? [];
  const isMixed = ({ type, name, value }: QueryParamMatch) =>
    / |\+/.test(name) || (type !== "RegularExpression" && / |\+/.test(value));
  if (!params.some(isMixed)) return undefined;
  return { does: "tell a plus from a space in a query", remedy: "choose names and values without both" };
}

function expressionObstacle({ match }: FeatureUse): Obstacle | undefined {
  if (!match?.path?.value.includes("%")) return undefined;
  return {
    does: "match an escape by a regular expression: it decodes most of them before",
    remedy: "write the path without escapes",
  };
}
