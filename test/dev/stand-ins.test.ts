import { type LocalFiles, withStandIns } from "../../lib/dev";
import { type Filter, type Listener, type Service, type Topology, validateTopology } from "../../lib/topology";

const galera: Service = { name: "galera", protocol: "TCP" };

const files: LocalFiles = {
  hasCertificate: ({ name }) => name === "here",
  hasFile: (file) => file.startsWith("here"),
  certificate: (name, hostnames) => ({ name, certFile: `${hostnames.join("+")}.crt`, keyFile: "made.key" }),
  usersFile: () => "/made/users",
  user: { name: "dev", password: "pw" },
};

function here(topology: Topology) {
  expect(validateTopology(topology)).toEqual([]);
  const result = withStandIns(topology, files);
  expect(validateTopology(result.topology)).toEqual([]);
  return result;
}

function standIns(listener: Listener, service: Service = galera, filters: readonly Filter[] = []) {
  return here({
    version: 1,
    edges: [{ name: "edge", listeners: [listener] }],
    routers: [
      {
        name: "shop",
        hostnames: ["*.example.com"],
        routes: [{ name: "all", hostnames: ["A.example.com"], filters, backends: [{ service: "users" }] }],
      },
    ],
    services: [service, { name: "users" }],
    certificates: [
      { name: "here", certFile: "here.crt", keyFile: "here.key" },
      { name: "away", certFile: "away.crt", keyFile: "away.key" },
    ],
  });
}

const https = { name: "https", port: 443, protocol: "HTTPS", router: "shop" } as const;
const tls = { name: "db", port: 3306, protocol: "TLS" } as const;
const away = "certificate away is one for development here, which no browser trusts: the real one is not here";

test.each<[what: string, listener: Listener, certFiles: readonly string[], notes: readonly string[]]>([
  ["a certificate that is here is used", { ...https, certificates: ["here"] }, ["here.crt"], []],
  [
    "one is made for the hosts of the routes where it is not",
    { ...https, certificates: ["here", "away"] },
    ["here.crt", "*.example.com+a.example.com.crt"],
    [away],
  ],
  [
    "or for the server names of connections",
    { ...tls, certificates: ["away"], tlsRoutes: [{ hostnames: ["a.com"], service: "galera" }] },
    ["a.com.crt"],
    [away],
  ],
  ["TLS that is passed through needs none", { ...tls, tls: { mode: "Passthrough" }, service: "galera" }, [], []],
])("%s", (_what, listener, certFiles, notes) => {
  const { topology, notes: said } = standIns(listener);
  expect(topology.edges?.flatMap(({ listeners }) => listeners)).toEqual([listener]);
  expect((topology.certificates ?? []).map(({ certFile }) => certFile)).toEqual(certFiles);
  expect(said).toEqual(notes);
});

test.each<[caFile: string, asks: boolean]>([
  ["here.pem", true],
  ["away.pem", false],
])("clients are asked for certificates where it can be told whose they are: %s", (caFile, asks) => {
  const { topology, notes } = standIns({
    ...https,
    certificates: ["here"],
    tls: { policy: "Modern", clientValidation: { caFile } },
  });
  const [listener] = topology.edges?.[0]?.listeners ?? [];
  expect(listener).toMatchObject({ tls: { policy: "Modern" } });
  expect(JSON.stringify(listener)).toEqual(
    asks ? expect.stringContaining(caFile) : expect.not.stringContaining(caFile),
  );
  expect(notes).toEqual(asks ? [] : ["edge/https asks no client for a certificate here: away.pem is not here"]);
});

const http = { name: "http", port: 80, protocol: "HTTP", router: "shop" } as const;

test.each<[what: string, filter: Filter, inPlace: Filter, notes: readonly string[]]>([
  ["users that are here", { type: "BasicAuth", usersFile: "here" }, { type: "BasicAuth", usersFile: "here" }, []],
  [
    "users that are not",
    { type: "BasicAuth", realm: "Staff", usersFile: "away" },
    { type: "BasicAuth", realm: "Staff", usersFile: "/made/users" },
    ["route all lets dev in with the password pw here: away is not here"],
  ],
  [
    "pages for errors",
    {
      type: "ErrorPages",
      pages: [
        { statuses: ["404"], file: "away.html" },
        { statuses: ["500-599"], file: "here.html" },
      ],
    },
    {
      type: "ErrorPages",
      pages: [
        { statuses: ["404"], body: "away.html is not on this machine" },
        { statuses: ["500-599"], file: "here.html" },
      ],
    },
    ["route all has no page for 404 here: away.html is not here"],
  ],
  [
    "a service that says who may pass",
    { type: "ForwardAuth", service: "users" },
    { type: "ForwardAuth", service: "users" },
    ["route all lets everybody in here: users is an echo service, which says yes to all"],
  ],
])("%s", (_what, filter, inPlace, notes) => {
  const { topology, notes: said } = standIns(http, galera, [filter]);
  expect(topology.routers?.[0]?.routes[0]?.filters).toEqual([inPlace]);
  expect(said).toEqual(notes);
});

test("certificates that nothing uses are not named", () => {
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
  [
    "TLS to instances is left out",
    { name: "shop", tls: { hostname: "in.example.com", caFile: "internal.pem" } },
    { name: "shop" },
    ["service shop is spoken to without TLS here"],
  ],
])("%s", (_what, service, here, notes) => {
  const result = standIns({ name: "http", port: 80, protocol: "HTTP", router: "shop" }, service);
  expect(result.topology.services?.[0]).toEqual(here);
  expect(result.notes).toEqual(notes);
});
