import { withStandIns } from "../../lib/dev";
import { type Listener, type Service, type Topology, validateTopology } from "../../lib/topology";

const galera: Service = { name: "galera", protocol: "TCP" };

function standIns(listener: Listener, service: Service = galera) {
  const topology: Topology = {
    version: 1,
    edges: [{ name: "edge", listeners: [listener] }],
    routers: [{ name: "shop", routes: [{ name: "all", backends: [{ service: "users" }] }] }],
    services: [service, { name: "users" }],
    certificates: [
      { name: "here", certFile: "here.crt", keyFile: "here.key" },
      { name: "away", certFile: "away.crt", keyFile: "away.key" },
    ],
  };
  expect(validateTopology(topology)).toEqual([]);
  const result = withStandIns(topology, ({ name }) => name === "here");
  expect(validateTopology(result.topology)).toEqual([]);
  return result;
}

const https = { name: "https", port: 443, protocol: "HTTPS", router: "shop" } as const;
const tls = { name: "db", port: 3306, protocol: "TLS" } as const;

test.each<[what: string, listener: Listener, here: readonly Partial<Listener>[], notes: readonly string[]]>([
  ["HTTPS whose certificate is here stays", { ...https, certificates: ["here"] }, [{ protocol: "HTTPS" }], []],
  [
    "HTTPS whose certificate is elsewhere is HTTP",
    { ...https, certificates: ["here", "away"] },
    [{ name: "https", port: 443, protocol: "HTTP", router: "shop" }],
    ["edge/https speaks HTTP here: its certificates are not on this machine"],
  ],
  [
    "TLS that would end here is TCP",
    { ...tls, certificates: ["away"], service: "galera" },
    [{ protocol: "TCP", service: "galera" }],
    ["edge/db speaks TCP here: its certificates are not on this machine"],
  ],
  [
    "TLS that goes by the server name alone is left out",
    { ...tls, certificates: ["away"], tlsRoutes: [{ hostnames: ["a.com"], service: "galera" }] },
    [],
    ["edge/db is left out: its certificates are not on this machine, and without TLS there is no server name to go by"],
  ],
  [
    "TLS that is passed through needs no certificate",
    { ...tls, tls: { mode: "Passthrough" }, service: "galera" },
    [{ protocol: "TLS" }],
    [],
  ],
])("%s", (_what, listener, here, notes) => {
  const { topology, notes: said } = standIns(listener);
  expect(topology.edges?.flatMap(({ listeners }) => listeners) ?? []).toMatchObject(here);
  expect(topology.edges?.flatMap(({ listeners }) => listeners)).toHaveLength(here.length);
  expect(said).toEqual(notes);
});

test("certificates that are elsewhere are not named", () => {
  const { topology } = standIns({ ...https, certificates: ["here"] });
  expect(topology.certificates?.map(({ name }) => name)).toEqual(["here"]);
});

test.each<[what: string, service: Service, here: Service, notes: readonly string[]]>([
  [
    "a health check is on the one port, and takes what an echo service answers",
    {
      name: "shop",
      healthCheck: { type: "HTTP", path: "/healthz", port: 8081, interval: "5s", expectedStatuses: ["204"] },
    },
    { name: "shop", healthCheck: { type: "HTTP", path: "/healthz", interval: "5s" } },
    [],
  ],
  [
    "gRPC is HTTP/1.1, without gRPC's health check",
    { name: "shop", protocol: "GRPC", healthCheck: { type: "GRPC" } },
    { name: "shop" },
    ["service shop speaks HTTP/1.1 here, in place of GRPC"],
  ],
])("%s", (_what, service, here, notes) => {
  const result = standIns({ name: "http", port: 80, protocol: "HTTP", router: "shop" }, service);
  expect(result.topology.services?.[0]).toEqual(here);
  expect(result.notes).toEqual(notes);
});
