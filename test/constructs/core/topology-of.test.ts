import { Testing } from "cdktf";
import {
  EdgeLoadBalancer,
  Filter,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  SessionAffinity,
  topologyOf,
  topologyPath,
} from "portico";
import { validateTopology } from "../../../lib/topology";
import { loadDesignShop } from "../support/design-shop";
import { newStack } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

test("the program of the design is this Topology", () => {
  const shop = new (loadDesignShop())(Testing.app(), "shop", new FakePlatform());

  const topology = topologyOf(shop);

  const canary = { type: "Exact", name: "x-canary", value: "1" };
  const payments = { type: "PathPrefix", value: "/payments" };
  expect(topology).toEqual({
    version: 1,
    edges: [
      {
        name: "edge",
        listeners: [
          { name: "http", port: 80, protocol: "HTTP", router: "router" },
          { name: "galera", port: 3306, protocol: "TCP", service: "galera" },
        ],
      },
    ],
    routers: [
      {
        name: "router",
        hostnames: ["shop.example.com"],
        routes: [
          {
            name: "users",
            matches: [{ path: { type: "PathPrefix", value: "/users" } }],
            backends: [{ service: "users" }],
          },
          {
            name: "payments-canary",
            matches: [{ path: payments, headers: [canary] }],
            backends: [{ service: "payments-next" }],
          },
          {
            name: "payments",
            matches: [{ path: payments }],
            backends: [
              { service: "payments", weight: 90 },
              { service: "payments-next", weight: 10 },
            ],
          },
        ],
      },
    ],
    services: [
      {
        name: "users",
        balancing: { algorithm: "LeastConnections" },
        healthCheck: { type: "HTTP", path: "/healthz" },
        members: [
          { address: "10.0.1.10", port: 8080 },
          { address: "10.0.2.10", port: 8080 },
        ],
      },
      { name: "payments", members: [{ address: "10.0.1.20", port: 8080 }] },
      { name: "payments-next", members: [{ address: "10.0.1.30", port: 8080 }] },
      { name: "galera", protocol: "TCP", members: [{ address: "10.0.1.40", port: 3306 }] },
    ],
  });
  expect(validateTopology(topology)).toEqual([]);
});

test("each prop has its field", () => {
  const stack = newStack();
  const platform = new FakePlatform();
  const web = new LogicalService(stack, "web", {
    platform,
    name: "web-service",
    port: 8080,
    protocol: "H2C",
    members: Members.addresses([{ address: "10.0.0.1", port: 81, weight: 3 }]),
    healthCheck: HealthCheck.tcp(),
    sessionAffinity: SessionAffinity.cookie(),
    drain: "10s",
  });
  new LogicalService(stack, "found", { platform, port: 90, members: Members.dns("found.internal", { refresh: "2s" }) });
  const shadow = new LogicalService(stack, "shadow", { platform, port: 8080, members: Members.selector({ a: "b" }) });
  const tcp = new LogicalService(stack, "tcp", { platform, port: 1, protocol: "TCP" });
  const udp = new LogicalService(stack, "udp", { platform, port: 2, protocol: "UDP" });
  const router = new IngressRouter(stack, "router", { platform, name: "table", hostnames: ["*.example.com"] });
  router.addRoute("all", {
    hostnames: ["a.example.com"],
    matches: [Match.any()],
    filters: [Filter.mirror(shadow, 5)],
    backends: [{ service: web, weight: 0 }],
    timeouts: { request: "10s" },
    retry: { attempts: 2 },
  });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform, name: "door" });
  edge.addListener("http", Listener.http({ address: "::", port: 80, router }));
  edge.addListener("https", Listener.https({ port: 443, router, certificates: ["a", "b"] }));
  edge.addListener("tcp", Listener.tcp({ port: 1, service: tcp, idleTimeout: "1m" }));
  edge.addListener("udp", Listener.udp({ port: 2, service: udp, idleTimeout: "2m" }));
  edge.addListener("tls", Listener.tls({ port: 3, service: tcp, certificates: ["b"], idleTimeout: "3m" }));
  edge.addListener(
    "sni",
    Listener.tlsPassthrough({ port: 4, service: tcp, routes: [{ hostnames: ["db.example.com"], service: tcp }] }),
  );

  expect(topologyOf(stack)).toEqual({
    version: 1,
    edges: [
      {
        name: "door",
        listeners: [
          { name: "http", address: "::", port: 80, protocol: "HTTP", router: "table" },
          { name: "https", port: 443, protocol: "HTTPS", certificates: ["a", "b"], router: "table" },
          { name: "tcp", port: 1, protocol: "TCP", service: "tcp", idleTimeout: "1m" },
          { name: "udp", port: 2, protocol: "UDP", service: "udp", idleTimeout: "2m" },
          { name: "tls", port: 3, protocol: "TLS", certificates: ["b"], service: "tcp", idleTimeout: "3m" },
          {
            name: "sni",
            port: 4,
            protocol: "TLS",
            tls: { mode: "Passthrough" },
            service: "tcp",
            tlsRoutes: [{ hostnames: ["db.example.com"], service: "tcp" }],
          },
        ],
      },
    ],
    routers: [
      {
        name: "table",
        hostnames: ["*.example.com"],
        routes: [
          {
            name: "all",
            hostnames: ["a.example.com"],
            matches: [{}],
            filters: [{ type: "RequestMirror", service: "shadow", percent: 5 }],
            backends: [{ service: "web-service", weight: 0 }],
            timeouts: { request: "10s" },
            retry: { attempts: 2 },
          },
        ],
      },
    ],
    services: [
      {
        name: "web-service",
        protocol: "H2C",
        healthCheck: { type: "TCP" },
        sessionAffinity: { type: "Cookie" },
        drain: "10s",
        members: [{ address: "10.0.0.1", port: 81, weight: 3 }],
      },
      {
        name: "found",
        members: [],
        discovery: { type: "dns", hostname: "found.internal", port: 90, refresh: "2s" },
      },
      { name: "shadow", members: [] },
      { name: "tcp", protocol: "TCP", members: [] },
      { name: "udp", protocol: "UDP", members: [] },
    ],
    certificates: [
      { name: "a", certFile: "a.crt", keyFile: "a.key" },
      { name: "b", certFile: "b.crt", keyFile: "b.key" },
    ],
  });
});

test("a stack without edges, routers and services has an empty Topology", () => {
  expect(topologyOf(newStack())).toEqual({ version: 1, edges: [], routers: [], services: [] });
});

test("a construct knows its place", () => {
  const stack = newStack();
  const platform = new FakePlatform();
  const service = new LogicalService(stack, "service", { platform, port: 80 });
  new IngressRouter(stack, "other", { platform });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("first", { backends: [service] });
  const route = router.addRoute("second", { backends: [service] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  const listener = edge.addListener("http", Listener.http({ port: 80, router }));

  expect([stack, service, router, route, edge, listener].map(topologyPath)).toEqual([
    "",
    "services[0]",
    "routers[1]",
    "routers[1].routes[1]",
    "edges[0]",
    "edges[0].listeners[0]",
  ]);
});

test("a platform is asked once for each construct and each of its parts, at once, and what it made is at hand", () => {
  const stack = newStack();
  const platform = new FakePlatform();
  const service = new LogicalService(stack, "service", { platform, port: 80 });
  const router = new IngressRouter(stack, "router", { platform });
  const seen: string[] = [];
  router.addRoute("before", { backends: [service] });
  router.eachRoute(({ name }) => seen.push(name));
  router.addRoute("after", { backends: [service] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ port: 80, router }));

  expect(platform.calls).toEqual([
    "service service",
    "router router",
    "route before",
    "route after",
    "edge edge",
    "listener http",
  ]);
  expect(service.resources).toBe("service service on fake");
  expect(router.resources).toBe("router router on fake");
  expect(edge.resources).toBe("edge edge on fake");
  expect(seen).toEqual(["before", "after"]);
});
