import fc from "fast-check";
import type { DecisionRequest } from "../../../lib/routing";
import type { PathMatch, Route, RouteMatch, Router, Topology } from "../../../lib/topology";

/** Which match of a table a request is made to fit, and in which respects it then misses. */
export interface Aim {
  readonly route: number;
  readonly match: number;
  readonly host: number;
  readonly path: (fitting: string) => string;
  readonly hostForm: (hostname: string) => string;
  /** Conditions that are left out. */
  readonly without: ReadonlySet<"method" | "headers" | "queryParams" | "sourceRanges">;
}

/** Steps over the border of a path, or along it. */
const PATH_STEPS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path,
  (path) => `${path}/`,
  (path) => path.replace(/\/$/, ""),
  (path) => `${path}x`,
  (path) => `${path}/x`,
  (path) => `${path}//`,
  (path) => `${path}/..`,
  (path) => `${path}/x/../`,
  (path) => `${path}%2F`,
  (path) => path.slice(0, -1),
  (path) => path.toUpperCase(),
  (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  (path) => `/./${path}`,
];

const HOST_FORMS: readonly ((hostname: string) => string)[] = [
  (hostname) => hostname,
  (hostname) => hostname,
  (hostname) => hostname.toUpperCase(),
  (hostname) => `${hostname}.`,
  (hostname) => `${hostname}:80`,
  (hostname) => `z.${hostname}`,
  (hostname) => hostname.replace(/^[^.]*\./, ""),
  (hostname) => `x${hostname}`,
];

export const aims: fc.Arbitrary<Aim> = fc.record({
  route: fc.nat(7),
  match: fc.nat(2),
  host: fc.nat(5),
  path: fc.constantFrom(...PATH_STEPS),
  hostForm: fc.constantFrom(...HOST_FORMS),
  without: fc
    .subarray(["method", "headers", "queryParams", "sourceRanges"] as const, { maxLength: 1 })
    .map((conditions) => new Set(conditions)),
});

/** A request that fits a match of the table, or misses it by little. */
export function requestAt({ routers: [router] = [] }: Topology, aim: Aim): DecisionRequest {
  const route = pick(router?.routes ?? [], aim.route);
  const match = pick(route?.matches ?? [], aim.match) ?? {};
  const host = aim.hostForm(hostOf(router, route, aim.host));
  const query = aim.without.has("queryParams") ? "" : queryOf(match);
  return {
    method: aim.without.has("method") ? "GET" : (match.method ?? "GET"),
    url: `http://${host}${aim.path(fittingPath(match.path))}${query}`,
    headers: aim.without.has("headers") ? [] : headersOf(match),
    ...(aim.without.has("sourceRanges") ? {} : sourceOf(match)),
  };
}

function hostOf(router: Router | undefined, route: Route | undefined, index: number): string {
  const hostnames = route?.hostnames ?? router?.hostnames ?? ["any.example"];
  return (pick(hostnames, index) ?? "any.example").replace("*", "w").toLowerCase();
}

function fittingPath(path: PathMatch | undefined): string {
  if (path === undefined) return "/";
  if (path.type !== "RegularExpression") return path.value;
  // What is left of an expression without its operators fits it often enough.
  const text = path.value
    .replace(/\(\?[a-z:]*/g, "")
    .replace(/\{[^}]*\}/g, "")
    .replace(/\[\^?\/?([^\]]?)[^\]]*\]/g, "$1")
    .replace(/\|.*/, "")
    .replace(/\\[QE]|[\\^$()*+?.]/g, "");
  return text.startsWith("/") ? text : `/${text}`;
}

function headersOf({ headers = [] }: RouteMatch): [string, string][] {
  const first = new Map(headers.toReversed().map((header) => [header.name.toLowerCase(), header]));
  return [...first.values()].map(({ name, type, value }) => [name, type === "RegularExpression" ? "1" : value]);
}

function queryOf({ queryParams = [] }: RouteMatch): string {
  const first = new Map(queryParams.toReversed().map((param) => [param.name, param]));
  const pairs = [...first.values()].map(({ name, type, value }) => [name, type === "RegularExpression" ? "1" : value]);
  return pairs.length === 0 ? "" : `?${pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
}

function sourceOf({ sourceRanges: [range] = [] }: RouteMatch): { sourceIp?: string } {
  return range === undefined ? {} : { sourceIp: range.replace(/\/.*/, "") };
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}
