import { type DecisionRequest, isRefusal, parseTarget } from "../../../lib/routing";
import type { Topology } from "../../../lib/topology";

/** Whether a header field is sent twice. */
export function hasRepeatedHeader({ headers = [] }: DecisionRequest): boolean {
  return hasRepeated(headers.map(([name]) => name.toLowerCase()));
}

/** Whether a query parameter is sent twice, in whatever spelling. */
export function hasRepeatedParameter({ url }: DecisionRequest): boolean {
  const [, query] = url.split("?");
  return query !== undefined && hasRepeated(query.split("&").map(nameOf));
}

/** Whether the Host names another port than the scheme's own or that of the listener, or a host that ends in a dot. */
export function hasUnusualHost({ url }: DecisionRequest, { edges = [] }: Topology): boolean {
  const [, scheme = "", host = "", port = ""] = /^(https?):\/\/([^/?]*?)(?::([0-9]*))?(?=[/?]|$)/.exec(url) ?? [];
  const listeners = edges.flatMap((edge) => edge.listeners).filter(({ protocol }) => protocol === scheme.toUpperCase());
  const usual = ["", scheme === "https" ? "443" : "80", ...listeners.map((listener) => String(listener.port))];
  return host.endsWith(".") || !usual.includes(port);
}

/** Whether the path is written as it is matched. */
export function isInNormalForm(url: string): boolean {
  return normalPath(url) === pathOf(url);
}

/** The same request with its path in normal form, where it has one. */
export function withNormalPath(request: DecisionRequest): DecisionRequest {
  const [, origin = "", query = ""] = /^(\w+:\/\/[^/?]*)[^?]*(.*)$/s.exec(request.url) ?? [];
  const path = normalPath(request.url);
  return path === undefined ? request : { ...request, url: origin + path + query };
}

function pathOf(url: string): string {
  return /^\w+:\/\/[^/?]*([^?]+)/.exec(url)?.[1] ?? "/";
}

function normalPath(url: string): string | undefined {
  const target = parseTarget(pathOf(url), "a.com");
  return isRefusal(target) ? undefined : target.path;
}

function nameOf(pair: string): string {
  const name = pair.split("=")[0] ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function hasRepeated(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** The same request with each header field and query parameter once. */
export function withoutRepeats(request: DecisionRequest): DecisionRequest {
  const [path = "", query] = request.url.split("?");
  const search = query === undefined ? "" : `?${onceEach(query.split("&"), nameOf).join("&")}`;
  return { ...request, url: path + search, headers: onceEach(request.headers ?? [], ([name]) => name.toLowerCase()) };
}

function onceEach<T>(list: readonly T[], keyOf: (entry: T) => string): readonly T[] {
  const keys = list.map(keyOf);
  return list.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
}
