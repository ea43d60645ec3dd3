import { headerChanges } from "../../../header-changes";
import type { FeatureUse, Obstacle, RouterInput, Support } from "../../../routes";
import { isPlainPath, isPlainValue } from "./config-text";

/**
 * What the controller has for the paths of one Ingress. `route-acl` would choose by anything, but for a Service, and
 * before all paths whatever they are; and a Service's limits of time are the same for all of its routes.
 */
export const support: Support = {
  "request-headers": headersObstacle,
  "response-headers": headersObstacle,
  rewrite: rewriteObstacle,
  redirect: redirectObstacle,
  "backend-protocol": true,
};

function headersObstacle({ route, filter }: FeatureUse): Obstacle | undefined {
  if (filter?.type !== "RequestHeaderModifier" && filter?.type !== "ResponseHeaderModifier") return undefined;
  // All filters of the kind together make the change.
  const modifiers = (route.filters ?? []).filter((other) => other.type === filter.type);
  const changes = [...headerChanges(modifiers as (typeof filter)[]).values()];
  if (changes.some(({ type }) => type !== "set")) {
    return { does: "remove a header, or add to one", remedy: "set the header" };
  }
  if (changes.some((change) => change.type === "set" && !isPlainValue(change.value))) {
    return {
      does: "set a header to this value, which its configuration reads otherwise",
      remedy: 'write it in ASCII without ", \\, % and $',
    };
  }
  return undefined;
}

function rewriteObstacle({ route, filter }: FeatureUse): Obstacle | undefined {
  if (filter?.type !== "URLRewrite" || filter.path === undefined) return undefined;
  const { path } = filter;
  const written =
    path.type === "ReplaceFullPath"
      ? [path.replaceFullPath]
      : [path.replacePrefixMatch, ...(route.matches ?? []).flatMap((match) => match.path?.value ?? [])];
  if (written.every(isPlainPath)) return undefined;
  return {
    does: "rewrite a path with characters that its configuration reads otherwise",
    remedy: "write paths with letters, digits and /_.~:@!&=+,;()*- alone",
  };
}

function redirectObstacle({ filter }: FeatureUse, { listeners }: RouterInput): Obstacle | undefined {
  if (filter?.type !== "RequestRedirect") return undefined;
  const { scheme, hostname, path, statusCode = 302 } = filter;
  if (path !== undefined) return { does: "redirect to another path", remedy: "keep the path" };
  const protocols = new Set(listeners.map(({ protocol }) => protocol));
  if (hostname !== undefined) {
    if (scheme !== undefined || protocols.size < 2) return undefined;
    return { does: "keep the scheme in a redirect to another host", remedy: "give the redirect a scheme" };
  }
  if (scheme !== "https") return { does: "redirect to the same host other than to HTTPS", remedy: "name a hostname" };
  if (protocols.has("HTTPS")) {
    return { does: "redirect from HTTPS to HTTPS", remedy: "lead to the route from HTTP listeners alone" };
  }
  if (statusCode <= 303) return undefined;
  return { does: `redirect to HTTPS with status ${statusCode}`, remedy: "choose 301, 302 or 303" };
}
