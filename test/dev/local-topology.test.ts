import { localTopology } from "../../lib/dev";
import { type Topology, validateTopology } from "../../lib/topology";

const topology: Topology = {
  version: 1,
  edges: [
    {
      name: "edge",
      listeners: [
        { name: "http", port: 80, protocol: "HTTP", router: "shop" },
        { name: "db", port: 3306, protocol: "TCP", service: "galera" },
      ],
    },
  ],
  routers: [{ name: "shop", routes: [{ name: "users", backends: [{ service: "users" }] }] }],
  services: [
    {
      name: "users",
      members: [{ address: "10.0.1.10", port: 8080 }],
      healthCheck: { type: "HTTP", path: "/healthz" },
    },
    { name: "galera", protocol: "TCP", discovery: { type: "dns", hostname: "galera.internal", port: 3306 } },
  ],
};

describe("a Topology on one machine", () => {
  const local = localTopology(topology, {
    address: "127.0.0.1",
    port: ({ port }) => port + 10_000,
    members: new Map([
      ["users", [{ address: "127.0.0.1", port: 9001 }]],
      ["galera", [{ address: "127.0.0.1", port: 9002 }]],
    ]),
  });

  test("listens on local ports", () => {
    expect(local.edges?.[0]?.listeners).toEqual([
      { name: "http", address: "127.0.0.1", port: 10_080, protocol: "HTTP", router: "shop" },
      { name: "db", address: "127.0.0.1", port: 13_306, protocol: "TCP", service: "galera" },
    ]);
  });

  test("has local instances alone, and keeps what else a service is", () => {
    expect(local.services).toEqual([
      {
        name: "users",
        members: [{ address: "127.0.0.1", port: 9001 }],
        healthCheck: { type: "HTTP", path: "/healthz" },
      },
      { name: "galera", protocol: "TCP", members: [{ address: "127.0.0.1", port: 9002 }] },
    ]);
  });

  test("keeps the routing table", () => {
    expect(local.routers).toBe(topology.routers);
  });

  test("is valid", () => {
    expect(validateTopology(local)).toEqual([]);
  });
});
