import type { DecisionRequest } from "../../lib/routing";
import type {
  Backend,
  Filter,
  HeaderMatch,
  PathMatch,
  QueryParamMatch,
  Route,
  RouteMatch,
  Service,
  Topology,
} from "../../lib/topology";

/** A Topology, and what it makes of requests. Plain data. */
export interface RoutingCase {
  readonly name: string;
  readonly topology: Topology;
  readonly requests: readonly CaseRequest[];
}

export interface CaseRequest {
  /** `sourceIp` is set only where the client is not 127.0.0.1. */
  readonly request: DecisionRequest & { readonly headers: readonly (readonly [string, string])[] };
  /** The target goes over the wire in absolute form, beside a Host that does not count. */
  readonly absoluteForm?: true;
  readonly expect: Expectation;
}

/** As {@link Decision} has it. */
export interface Expectation {
  readonly route: string | null;
  readonly service: string | null;
  readonly status: number | null;
  readonly path: string | null;
  readonly host: string | null;
  /** `{:port}` stands for the listener's port, or for nothing where it is the default: see {@link locationAt}. */
  readonly location?: string;
}

/** A request as it is written: its URL, or its parts. The method is GET where none is given. */
export type Written = string | WrittenRequest;

export interface WrittenRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sourceIp?: string;
  readonly absoluteForm?: true;
}

/** What differs from the request: path and host as the service sees them, and a service not named as its route. */
export type Differences = Partial<Pick<Expectation, "path" | "host" | "service">>;

/** The request reaches the route's service. */
export function routed(written: Written, route: string, differences: Differences = {}): CaseRequest {
  return caseRequest(written, { route, service: route, status: null, ...asWritten(written), ...differences });
}

/** No route fits. */
export function notFound(written: Written, differences: Differences = {}): CaseRequest {
  return caseRequest(written, { route: null, service: null, status: 404, ...asWritten(written), ...differences });
}

/** The target or the Host is refused. */
export function refused(written: Written): CaseRequest {
  return caseRequest(written, { route: null, service: null, status: 400, path: null, host: null });
}

/** The proxy answers for the route. */
export function answered(written: Written, route: string, status: number, differences: Differences = {}): CaseRequest {
  return caseRequest(written, { route, service: null, status, ...asWritten(written), ...differences });
}

export function redirected(
  written: Written,
  route: string,
  status: number,
  location: string,
  differences: Differences = {},
): CaseRequest {
  return caseRequest(written, { route, service: null, status, ...asWritten(written), location, ...differences });
}

function caseRequest(written: Written, expect: Expectation): CaseRequest {
  const { url, method = "GET", headers = {}, sourceIp, absoluteForm } = parts(written);
  return {
    request: { method, url, headers: Object.entries(headers), ...(sourceIp === undefined ? {} : { sourceIp }) },
    ...(absoluteForm === undefined ? {} : { absoluteForm }),
    expect,
  };
}

function asWritten(written: Written): Pick<Expectation, "path" | "host"> {
  const { url, headers = {} } = parts(written);
  const { authority, rest } = splitUrl(url);
  return { path: rest === "" ? "/" : rest, host: headers.Host ?? authority };
}

function parts(written: Written): WrittenRequest {
  return typeof written === "string" ? { url: written } : written;
}

/** Takes a URL apart without normalizing any of it, as `new URL` would. */
export function splitUrl(url: string): { readonly authority: string; readonly rest: string } {
  const [, authority = "", rest = ""] = /^[a-z]+:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  return { authority, rest };
}

export interface TableOptions {
  readonly hostnames?: readonly string[];
  /** Services that differ from one member on loopback. */
  readonly services?: readonly Service[];
}

/** A Topology of one HTTP listener on port 80 and one router; every backend named becomes a service of one member. */
export function table(routes: readonly Route[], { hostnames, services = [] }: TableOptions = {}): Topology {
  const names = new Set(routes.flatMap(({ backends = [] }) => backends.map(({ service }) => service)));
  const given = new Set(services.map(({ name }) => name));
  const missing = [...names].filter((name) => !given.has(name));
  return {
    version: 1,
    edges: [{ name: "edge", listeners: [{ name: "http", port: 80, protocol: "HTTP", router: "router" }] }],
    routers: [{ name: "router", ...(hostnames === undefined ? {} : { hostnames }), routes }],
    services: [
      ...services,
      ...missing.map((name, index) => ({ name, members: [{ address: "127.0.0.1", port: 8001 + index }] })),
    ],
  };
}

export interface RouteOptions {
  readonly hostnames?: readonly string[];
  readonly filters?: readonly Filter[];
  /** A service of the route's name where none are given. */
  readonly backends?: readonly Backend[];
}

/** A route to the service of its own name. */
export function route(name: string, matches: readonly RouteMatch[], options: RouteOptions = {}): Route {
  return { name, ...(matches.length === 0 ? {} : { matches }), backends: [{ service: name }], ...options };
}

/** A route that the proxy answers by itself. */
export function answer(name: string, matches: readonly RouteMatch[], filter: Filter, hostnames?: string[]): Route {
  return { name, matches, filters: [filter], ...(hostnames === undefined ? {} : { hostnames }) };
}

export function exact(value: string, more: Omit<RouteMatch, "path"> = {}): RouteMatch {
  return { path: { type: "Exact", value }, ...more };
}

export function prefix(value: string, more: Omit<RouteMatch, "path"> = {}): RouteMatch {
  return { path: { type: "PathPrefix", value }, ...more };
}

export function regex(value: string, more: Omit<RouteMatch, "path"> = {}): RouteMatch {
  const path: PathMatch = { type: "RegularExpression", value };
  return { path, ...more };
}

export function headers(values: Readonly<Record<string, string>>): readonly HeaderMatch[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

export function queryParams(values: Readonly<Record<string, string>>): readonly QueryParamMatch[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
