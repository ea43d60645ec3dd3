import { type App, TerraformStack, Testing } from "cdktf";
import {
  EdgeLoadBalancer,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  topologyOf,
  topologyPath,
} from "portico";
import { validateTopology } from "../../../lib/topology";
import { errorsOf, warningsOf } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

const platform = new FakePlatform();

/** Services in one stack, a router in another, the edge in a third. */
function threeStacks(app: App) {
  const [services, routing, edges] = ["services", "routing", "edges"].map((id) => new TerraformStack(app, id)) as [
    TerraformStack,
    TerraformStack,
    TerraformStack,
  ];
  const [users, orders] = ["users", "orders"].map(
    (id) => new LogicalService(services, id, { platform, port: 80, members: Members.addresses(["10.0.0.1"]) }),
  ) as [LogicalService, LogicalService];
  const router = new IngressRouter(routing, "router", { platform });
  router.addRoute("orders", { matches: [Match.pathPrefix("/orders")], backends: [orders] });
  const edge = new EdgeLoadBalancer(edges, "edge", { platform });
  edge.addListener("http", Listener.http({ port: 80, router }));
  return { services, routing, edges, users, orders, router, edge };
}

test("a stack's Topology holds what its constructs lead to in other stacks, and stands by itself", () => {
  const { services, routing, edges } = threeStacks(Testing.app());
  const names = (stack: TerraformStack) => {
    const topology = topologyOf(stack);
    expect(validateTopology(topology).filter(({ severity }) => severity === "error")).toEqual([]);
    return [topology.edges, topology.routers, topology.services].map((list) => list?.map(({ name }) => name));
  };

  expect(names(services)).toEqual([[], [], ["users", "orders"]]);
  expect(names(routing)).toEqual([[], ["router"], ["orders"]]);
  expect(names(edges)).toEqual([["edge"], ["router"], ["orders"]]);
});

test("a route that is added later, from anywhere, is part of it", () => {
  const { edges, router, users } = threeStacks(Testing.app());
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });

  expect(topologyOf(edges).services?.map(({ name }) => name)).toEqual(["orders", "users"]);
});

test("what a stack's own constructs are comes first, so that their places do not move", () => {
  const { edges, router, orders } = threeStacks(Testing.app());
  const own = new LogicalService(edges, "own", { platform, port: 80 });
  router.addRoute("own", { matches: [Match.pathPrefix("/own")], backends: [own] });

  expect(topologyOf(edges).services?.map(({ name }) => name)).toEqual(["own", "orders"]);
  expect([topologyPath(own), topologyPath(orders)]).toEqual(["services[0]", "services[1]"]);
});

test("an error names the construct of the other stack", () => {
  const { edges, router } = threeStacks(Testing.app());
  router.addRoute("nowhere", {});

  expect(errorsOf(edges)).toEqual([
    expect.stringMatching(/^\[edges\] routers\[0\]\.routes\[1\] \(routing\/router\/nowhere\): .* \[no-backends\]$/),
  ]);
});

test("services of the same name meet where both are led to", () => {
  const { edges, router, services } = threeStacks(Testing.app());
  const orders = new LogicalService(edges, "orders", { platform, port: 80 });
  router.addRoute("own", { matches: [Match.pathPrefix("/own")], backends: [orders] });

  expect(errorsOf(services)).toEqual([]);
  expect(errorsOf(edges)).toEqual([
    expect.stringMatching(/services\[1\]\.name \(services\/orders\): .* \[duplicate-name\]$/),
  ]);
});

test("a warning is given once, by the stack of the construct that it is about", () => {
  const { routing, edges, router, orders } = threeStacks(Testing.app());
  router.addRoute("again", { matches: [Match.pathPrefix("/orders")], backends: [orders] });

  expect(warningsOf(edges)).toEqual([]);
  expect(warningsOf(routing)).toEqual([expect.stringMatching(/^routing\/router\/again: .* \[shadowed-route\]$/)]);
});
