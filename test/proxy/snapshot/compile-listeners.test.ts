import { NextStates } from "../../../lib/proxy/http/filters";
import { compileListeners, type SnapshotParts } from "../../../lib/proxy/snapshot/compile-listeners";
import { CertificateStore } from "../../../lib/proxy/tls";
import { finish, type Topology } from "../../../lib/topology";

const ROUTES = 400;

const topology: Topology = {
  version: 1,
  edges: [
    {
      name: "edge",
      listeners: [
        { name: "one", port: 1, protocol: "HTTP", router: "main" },
        { name: "two", port: 2, protocol: "HTTP", router: "main" },
      ],
    },
  ],
  routers: [
    {
      name: "main",
      routes: Array.from({ length: ROUTES }, (_, index) => ({
        name: `route-${index}`,
        filters: [{ type: "FixedResponse", statusCode: 200 } as const],
      })),
    },
    { name: "unused", routes: [{ name: "broken", filters: [{ type: "BasicAuth", usersFile: "none" }] }] },
  ],
};

function parts(): SnapshotParts {
  const file = (name: string): string => {
    throw new Error(`${name} is read`);
  };
  return {
    services: new Map(),
    certificates: new CertificateStore().load({}, "."),
    filters: { file, states: new NextStates() },
  };
}

test("listeners that share a router share its plan, and routers that no listener names are left", () => {
  const [one, two] = finish(compileListeners(topology, parts()));

  if (one?.protocol !== "HTTP" || two?.protocol !== "HTTP") throw new Error("no listeners of HTTP");
  expect(one.router.routes).toHaveLength(ROUTES);
  expect(two.router).toBe(one.router);
});

test("it can be left between any two routes, as their matcher is compiled and as their plans are", () => {
  const matcherSteps = 5;

  expect([...compileListeners(topology, parts())].length).toBeGreaterThanOrEqual((matcherSteps - 1) * ROUTES);
});
