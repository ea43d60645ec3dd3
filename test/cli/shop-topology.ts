import type { Topology } from "../../lib/topology";

/** A small shop: two paths, a canary, a split and a redirect. */
export const shop: Topology = {
  version: 1,
  edges: [{ name: "edge", listeners: [{ name: "http", port: 8080, protocol: "HTTP", router: "shop" }] }],
  routers: [
    {
      name: "shop",
      hostnames: ["shop.example.com"],
      routes: [
        {
          name: "users",
          matches: [{ path: { type: "PathPrefix", value: "/users" } }],
          backends: [{ service: "users" }],
        },
        {
          name: "payments-canary",
          matches: [{ path: { type: "PathPrefix", value: "/payments" }, headers: [{ name: "x-canary", value: "1" }] }],
          backends: [{ service: "payments-next" }],
        },
        {
          name: "payments",
          matches: [{ path: { type: "PathPrefix", value: "/payments" } }],
          backends: [
            { service: "payments", weight: 90 },
            { service: "payments-next", weight: 10 },
          ],
        },
        {
          name: "old",
          matches: [{ path: { type: "Exact", value: "/old" } }],
          filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 301 }],
        },
      ],
    },
  ],
  services: [
    { name: "users", members: [{ address: "127.0.0.1", port: 9001 }] },
    { name: "payments", members: [{ address: "127.0.0.1", port: 9002 }] },
    { name: "payments-next", members: [{ address: "127.0.0.1", port: 9003 }] },
  ],
};
