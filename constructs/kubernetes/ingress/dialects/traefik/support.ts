import type { QueryParamMatch } from "../../../../../lib/topology";
import type { FeatureUse } from "../../features";
import type { Obstacle, Support } from "../../plan-routes";

/** What Traefik has, in its Ingress annotations or its own resources. */
export const support: Support = {
  "ingress-header-match": headerObstacle,
  "ingress-query-match": queryObstacle,
  "ingress-method-match": true,
  "ingress-source-ranges": true,
  "ingress-regular-expression": expressionObstacle,
  "ingress-escaped-path": true,
  "ingress-wildcard-one-label": true,
  "ingress-weights": true,
  "ingress-backend-protocol": true,
};

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
