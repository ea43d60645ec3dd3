import { tryParseDuration } from "../../../../../lib/topology";
import type { FeatureUse, Obstacle, RouterInput, Support } from "../../../routes";
import { DEFAULT_PORTS, upstreamAnnotations } from "./annotations";

/**
 * What the controller has for the paths of one Ingress. It rewrites paths, and takes regular expressions, only by making
 * every path of the host an expression that ignores case, whosever Ingress it is of; and it answers 403 outside of a
 * range of addresses, where another route may be meant.
 */
export const support: Support = {
  "header-match": headerObstacle,
  weights: weightsObstacle,
  rewrite: rewriteObstacle,
  redirect: redirectObstacle,
  mirror: mirrorObstacle,
  "backend-timeout": timeoutObstacle,
  retry: retryObstacle,
  "backend-protocol": protocolObstacle,
};

/** Nginx drops fields with other names, and the webhook takes these values. */
const HEADER_NAME = /^[A-Za-z0-9-]+$/;
const HEADER_VALUE = /^[A-Za-z0-9._-]+$/;

function headerObstacle({ match, route }: FeatureUse): Obstacle | undefined {
  const headers = match?.headers ?? [];
  const [header] = headers;
  if (header === undefined || new Set(headers.map(({ name }) => name.toLowerCase())).size > 1) {
    return { does: "choose by more than one header" };
  }
  if (header.type === "RegularExpression") {
    return { does: "choose by a header's whole value by regular expression", remedy: "match the values one by one" };
  }
  if (!HEADER_NAME.test(header.name) || header.name.toLowerCase() === "host" || !HEADER_VALUE.test(header.value)) {
    return {
      does: `choose by the header "${header.name}: ${header.value}"`,
      remedy: 'match one of letters, digits and -, whose value has no more than these, "." and "_"',
    };
  }
  if ((route.backends ?? []).length === 1) return undefined;
  return { does: "choose by header anything but one service", remedy: "lead to one service" };
}

function weightsObstacle({ route: { backends = [] } }: FeatureUse, { services }: RouterInput): Obstacle | undefined {
  const names = new Set(backends.filter(({ weight = 1 }) => weight > 0).map(({ service }) => service));
  if (names.size !== 2 || backends.length !== 2) {
    return { does: "split requests by weight other than over two services", remedy: "split them over two services" };
  }
  const kept = [...names].flatMap((name) => services.get(name) ?? []).map(upstreamAnnotations);
  if (new Set(kept.map((annotations) => JSON.stringify(annotations))).size < 2) return undefined;
  return {
    does: "split requests over services that keep their clients in different ways",
    remedy: "give the services the same affinity and balancing",
  };
}

function rewriteObstacle({ filter }: FeatureUse): Obstacle | undefined {
  if (filter?.type !== "URLRewrite" || filter.path === undefined) return undefined;
  return { does: "rewrite a path, unless every path of its host becomes an expression that ignores case" };
}

/** What the webhook takes in a URL. */
const URL_PATH = /^[A-Za-z0-9/._~:-]*$/;

function redirectObstacle({ filter }: FeatureUse, { listeners }: RouterInput): Obstacle | undefined {
  if (filter?.type !== "RequestRedirect") return undefined;
  const { scheme, hostname, port, path } = filter;
  if (scheme === undefined && listeners.some(({ protocol }) => protocol === "HTTPS")) {
    return { does: "keep the scheme in a redirect", remedy: "give the redirect a scheme" };
  }
  if (path?.type === "ReplacePrefixMatch") {
    return { does: "replace the prefix in a redirect", remedy: "replace the whole path, or none of it" };
  }
  if (path !== undefined && !URL_PATH.test(path.replaceFullPath)) {
    return { does: "redirect to a path of other characters than letters, digits and /._~:-", remedy: "write it so" };
  }
  if (port !== undefined && port !== DEFAULT_PORTS[scheme ?? "http"] && path === undefined) {
    return { does: "redirect to another port and keep the path", remedy: "replace the path, or leave the port out" };
  }
  if (scheme !== undefined || hostname !== undefined || path !== undefined || port !== undefined) return undefined;
  return {
    does: "redirect to where the request came from",
    remedy: "give the redirect a scheme, a hostname or a path",
  };
}

function mirrorObstacle(): Obstacle {
  return { does: "mirror requests with the Host that they have" };
}

function timeoutObstacle({ route }: FeatureUse): Obstacle | undefined {
  const { backendRequest = "1s" } = route.timeouts ?? {};
  if ((tryParseDuration(backendRequest) ?? 1) % 1000 === 0) return undefined;
  return { does: "limit the time of a try to a part of a second", remedy: "write whole seconds" };
}

/** Statuses on which nginx tries another endpoint (nginx, `proxy_next_upstream`). */
const RETRIED = [403, 404, 429, 500, 502, 503, 504];

function retryObstacle({ route }: FeatureUse): Obstacle | undefined {
  const { codes = [], backoff } = route.retry ?? {};
  const other = codes.find((code) => !RETRIED.includes(Number(code)));
  if (other !== undefined) {
    return { does: `retry on status ${other}`, remedy: `choose among ${RETRIED.join(", ")}` };
  }
  if (backoff === undefined) return undefined;
  return { does: "wait before it retries", remedy: "leave the backoff out" };
}

function protocolObstacle({ route }: FeatureUse, { services, listeners }: RouterInput): Obstacle | undefined {
  const protocols = new Set((route.backends ?? []).map(({ service }) => services.get(service)?.protocol));
  if (protocols.size > 1) return { does: "speak two protocols to the services of one route" };
  if (protocols.has("H2C")) return { does: "speak HTTP/2 other than for gRPC" };
  if (listeners.length === 0 || listeners.some(({ protocol }) => protocol === "HTTPS")) return undefined;
  return { does: "take gRPC without TLS", remedy: "lead to the router from an HTTPS listener" };
}
