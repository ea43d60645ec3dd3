import { basicCredentials, FILTER_USER } from "./filter-user";
import type { RequestLoad } from "./load/load";
import type { ClientProtocol } from "./peers";

/** What is asked of each proxy. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly protocol: ClientProtocol;
  readonly tls: boolean;
  readonly load: RequestLoad;
  /** Routes beside the one for every path. */
  readonly routes: number;
  readonly filters: boolean;
  /** Whether each connection begins with a PROXY header. */
  readonly proxyProtocol: boolean;
  /** Connections that only stay open; the requests are those that open them. */
  readonly idle: number;
}

const PLAIN = {
  protocol: "http/1.1",
  tls: false,
  routes: 0,
  filters: false,
  proxyProtocol: false,
  idle: 0,
} as const;
const GET_30B = { method: "GET", path: "/30b" } as const;

const ROUTES = 10_000;
const IDLE = 10_000;

export const SCENARIOS: readonly Scenario[] = [
  { ...PLAIN, name: "30b", title: "responses of 30 bytes", load: GET_30B },
  { ...PLAIN, name: "16k", title: "responses of 16 KiB", load: { method: "GET", path: "/16k" } },
  { ...PLAIN, name: "1m", title: "responses of 1 MiB", load: { method: "GET", path: "/1m" } },
  {
    ...PLAIN,
    name: "upload-64k",
    title: "uploads of 64 KiB",
    load: { method: "POST", path: "/30b", bodySize: 64 * 1024 },
  },
  { ...PLAIN, name: "tls-30b", title: "TLS kept alive, 30 bytes", tls: true, load: GET_30B },
  { ...PLAIN, name: "tls-16k", title: "TLS kept alive, 16 KiB", tls: true, load: { method: "GET", path: "/16k" } },
  { ...PLAIN, name: "tls-1m", title: "TLS kept alive, 1 MiB", tls: true, load: { method: "GET", path: "/1m" } },
  {
    ...PLAIN,
    name: "tls-new",
    title: "TLS, a connection for each request, sessions resumed",
    tls: true,
    load: { ...GET_30B, close: true },
  },
  {
    ...PLAIN,
    name: "new",
    title: "a connection for each request",
    load: { ...GET_30B, close: true },
  },
  {
    ...PLAIN,
    name: "proxy-protocol",
    title: "a connection for each request, behind a PROXY header",
    proxyProtocol: true,
    load: { ...GET_30B, close: true },
  },
  { ...PLAIN, name: "h2", title: "HTTP/2 over TLS, 30 bytes", protocol: "h2", tls: true, load: GET_30B },
  {
    ...PLAIN,
    name: "grpc",
    title: "gRPC over TLS, a message of 30 bytes each way",
    protocol: "grpc",
    tls: true,
    load: { method: "POST", path: "/bench.Echo/Call" },
  },
  { ...PLAIN, name: "idle", title: "connections at rest", idle: IDLE, load: GET_30B },
  { ...PLAIN, name: "routes", title: "10,000 routes", routes: ROUTES, load: { ...GET_30B, routes: ROUTES } },
  {
    ...PLAIN,
    name: "filters",
    title: "every filter on",
    filters: true,
    load: { method: "GET", path: "/all/30b", headers: { Authorization: basicCredentials(FILTER_USER) } },
  },
];
