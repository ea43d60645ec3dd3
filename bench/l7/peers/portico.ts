import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Filter, Route, Topology } from "../../../lib/topology";
import { checkout } from "../../checkout";
import { FILTER_USER, shaUser } from "../filter-user";
import type { Peer, ProxySetup } from "./peer";

const MAIN = join(checkout(), "dist", "lib", "cli", "main.js");

/**
 * The command line that was built, with Node's own options before it.
 *
 * @param nodeOptions for example `--cpu-prof`
 */
export function porticoPeer(nodeOptions: readonly string[]): Peer {
  return {
    name: "portico",
    kind: "portico",
    version() {
      if (!existsSync(MAIN)) return undefined;
      return (JSON.parse(readFileSync(join(checkout(), "package.json"), "utf8")) as { version: string }).version;
    },
    prepare(setup) {
      const file = join(setup.folder, "topology.json");
      writeFileSync(file, JSON.stringify(topology(setup)));
      // With an admin address, requests are counted, too.
      const proxy = ["proxy", "--config", file, "--admin", "127.0.0.1:0"];
      return { program: process.execPath, args: [...nodeOptions, MAIN, ...proxy] };
    },
  };
}

function topology(setup: ProxySetup): Topology {
  const { port, protocol, certificate, servicePort, routes, filters } = setup;
  const proxyProtocol = { trustedProxies: ["127.0.0.0/8"] };
  const listener = { address: "127.0.0.1", port, router: "all", ...(setup.proxyProtocol ? { proxyProtocol } : {}) };
  const grpc = protocol === "grpc" ? ({ protocol: "GRPC" } as const) : {};
  const backends = [{ service: "service" }];
  const extra: readonly Route[] = Array.from({ length: routes }, (_, index) => ({
    name: `r${index}`,
    matches: [{ path: { type: "PathPrefix", value: `/r${index}` } }],
    backends,
  }));
  const rest: Route = { name: "rest", backends, ...(filters ? FILTERED : {}) };
  return {
    version: 1,
    edges: [
      {
        name: "edge",
        listeners: [
          certificate === undefined
            ? { name: "http", protocol: "HTTP", ...listener }
            : { name: "https", protocol: "HTTPS", certificates: ["own"], ...listener },
        ],
      },
    ],
    routers: [{ name: "all", routes: [...extra, rest] }],
    services: [{ name: "service", ...grpc, members: [{ address: "127.0.0.1", port: servicePort }] }],
    certificates: certificate === undefined ? [] : [{ name: "own", ...certificate }],
  };
}

/** All but `ForwardAuth`, which would measure another service, and those that answer each request. */
const FILTERS: readonly Filter[] = [
  { type: "IPAccess", allow: ["127.0.0.0/8"] },
  { type: "RateLimit", requests: 1_000_000 },
  { type: "CORS", allowOrigins: ["*"] },
  { type: "MaxBodySize", bytes: 1024 * 1024 },
  { type: "BasicAuth", users: [shaUser(FILTER_USER)] },
  { type: "Compression" },
  { type: "ErrorPages", pages: [{ statuses: ["500-599"], body: "sorry" }] },
  { type: "RequestHeaderModifier", set: [{ name: "x-request-added", value: "one" }], remove: ["x-request-removed"] },
  { type: "ResponseHeaderModifier", set: [{ name: "x-response-added", value: "one" }], remove: ["x-response-removed"] },
  { type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
];

const FILTERED: Pick<Route, "matches" | "filters"> = {
  matches: [{ path: { type: "PathPrefix", value: "/all" } }],
  filters: FILTERS,
};
