import { App, TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match, Members } from "portico";
import { errorsOf, newStack, warningsOf } from "../support/synthesis";
import { FakePlatform, type Findings } from "./support/fake-platform";

const oneError: Findings = { route: [{ code: "no-such-thing", severity: "error" }] };

/** A stack with one service, one router with one route, and one edge. */
class Small extends TerraformStack {
  readonly service: LogicalService;
  readonly router: IngressRouter;
  readonly edge: EdgeLoadBalancer;

  constructor(scope: Construct, id: string, platform: FakePlatform, accept: readonly string[] = []) {
    super(scope, id);
    this.service = new LogicalService(this, "service", {
      platform,
      port: 80,
      members: Members.addresses(["10.0.0.1"]),
    });
    this.router = new IngressRouter(this, "router", { platform });
    this.router.addRoute("route", { matches: [Match.pathPrefix("/a")], backends: [this.service], accept });
    this.edge = new EdgeLoadBalancer(this, "edge", { platform });
    this.edge.addListener("http", Listener.http({ port: 80, router: this.router }));
  }
}

test("all that is wrong with a stack is said at once, each with its Topology path and its construct", () => {
  const stack = new Small(
    Testing.app(),
    "shop",
    new FakePlatform("fake", { ...oneError, http: [{ code: "no-listener", severity: "error" }] }),
  );
  const { edge, router, service } = stack;
  const gone = new LogicalService(stack, "gone", { platform: service.platform, port: 0, protocol: "TCP" });
  router.addRoute("second", { matches: [Match.pathPrefix("a b")], backends: [gone] });
  router.addRoute("nowhere", {});
  edge.addListener("again", Listener.http({ port: 80, router }));
  edge.addListener("tls", Listener.https({ port: 443, router, certificates: ["no-certificate"] }));

  expect(errorsOf(stack)).toEqual([
    '[shop] edges[0].listeners[1].port (shop/edge/again): 0.0.0.0:80 is taken by listener "http"; give one of them another port or address [address-in-use]',
    '[shop] edges[0].listeners[2].certificates[0] (shop/edge/tls): no certificate "no-certificate"; add it to "certificates" [unknown-certificate]',
    '[shop] routers[0].routes[1].matches[0].path.value (shop/router/second): "a b" does not start with "/"; write "/a b" [invalid-path]',
    expect.stringMatching(
      /^\[shop\] routers\[0\]\.routes\[1\]\.backends\[0\]\.service \(shop\/router\/second\): .* \[protocol-mismatch\]$/,
    ),
    expect.stringMatching(/^\[shop\] routers\[0\]\.routes\[2\] \(shop\/router\/nowhere\): .* \[no-backends\]$/),
    "[shop/router/route] routers[0].routes[0]: the route cannot be had; do without [no-such-thing]",
    "[shop/edge/http] edges[0].listeners[0]: the listener cannot be had; do without [no-listener]",
  ]);
});

test("a sound stack is silent", () => {
  const stack = new Small(Testing.app(), "shop", new FakePlatform());
  expect(errorsOf(stack)).toEqual([]);
  expect(warningsOf(stack)).toEqual([]);
});

describe("tiers of several platforms", () => {
  test.each([
    [
      "edge and router",
      new FakePlatform("one"),
      new FakePlatform("two"),
      new FakePlatform("two"),
      'edges[0].listeners[0] (mixed/edge/http): edge "edge" on one cannot lead to router "router" on two',
    ],
    [
      "route and service",
      new FakePlatform("one"),
      new FakePlatform("one"),
      new FakePlatform("two"),
      'routers[0].routes[0] (mixed/router/route): route "route" on one cannot lead to service "service" on two',
    ],
  ])("%s", (_name, ofEdge, ofRouter, ofService, problem) => {
    const stack = newStack("mixed");
    const service = new LogicalService(stack, "service", { platform: ofService, port: 80 });
    const router = new IngressRouter(stack, "router", { platform: ofRouter });
    router.addRoute("route", { backends: [service] });
    new EdgeLoadBalancer(stack, "edge", { platform: ofEdge }).addListener("http", Listener.http({ port: 80, router }));

    expect(errorsOf(stack)).toEqual([`[mixed] ${problem}; give both the same platform, one or two [mixed-platforms]`]);
  });
});

describe("warnings", () => {
  test("are annotations of the construct that they are about, once however often the stack is synthesized", () => {
    const stack = new Small(
      Testing.app(),
      "shop",
      new FakePlatform("fake", { service: [{ code: "dear", severity: "warning" }] }),
    );
    Testing.synth(stack, true);

    expect(warningsOf(stack)).toEqual(["shop/service: services[0]: the service cannot be had; do without [dear]"]);
  });

  test("name routes that no request can reach", () => {
    const stack = new Small(Testing.app(), "shop", new FakePlatform());
    stack.router.addRoute("shadowed", { matches: [Match.pathPrefix("/a")], backends: [stack.service] });

    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^shop\/router\/shadowed: routers\[0\]\.routes\[1\]: no request can reach route "shadowed".* \[shadowed-route\]$/,
      ),
    ]);
  });
});

describe("accept", () => {
  test("turns an error into a warning", () => {
    const stack = new Small(Testing.app(), "shop", new FakePlatform("fake", oneError), ["no-such-thing"]);

    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([
      "shop/router/route: routers[0].routes[0]: the route cannot be had; do without [no-such-thing]",
    ]);
  });

  test("of a router and of an edge holds for what is within them", () => {
    const stack = newStack("shop");
    const platform = new FakePlatform("fake", { ...oneError, http: [{ code: "no-listener", severity: "error" }] });
    const router = new IngressRouter(stack, "router", { platform, accept: ["no-such-thing"] });
    const service = new LogicalService(stack, "service", { platform, port: 80 });
    router.addRoute("route", { backends: [service] });
    const edge = new EdgeLoadBalancer(stack, "edge", { platform, accept: ["no-listener"] });
    edge.addListener("http", Listener.http({ port: 80, router }));

    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toHaveLength(2);
  });

  test("does not reach what is wrong with the Topology on every platform", () => {
    const stack = newStack("shop");
    const router = new IngressRouter(stack, "router", { platform: new FakePlatform(), accept: ["no-backends"] });
    router.addRoute("route", { accept: ["no-backends"] });

    expect(errorsOf(stack)).toEqual([expect.stringMatching(/\[no-backends\]$/)]);
  });

  test("of a code that nothing reports is a warning", () => {
    const stack = new Small(Testing.app(), "shop", new FakePlatform("fake", oneError), ["no-such-thing", "bygone"]);

    expect(warningsOf(stack)).toContainEqual(
      'shop/router/route: routers[0].routes[0]: "bygone" is accepted here, and nothing reports it; take it out of "accept" [unused-accept]',
    );
    expect(warningsOf(stack)).toHaveLength(2);
  });

  test("of a code that another construct reports is a warning all the same", () => {
    const stack = new Small(Testing.app(), "shop", new FakePlatform("fake", oneError), ["no-such-thing"]);
    stack.router.addRoute("other", {
      matches: [Match.pathExact("/b")],
      backends: [stack.service],
      accept: ["no-such-thing"],
    });

    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(/^shop\/router\/other: .* \[unused-accept\]$/));
  });

  test("of a code that the same construct meets on another platform is in use", () => {
    const app = Testing.app();
    new Small(app, "there", new FakePlatform("picky", oneError), ["no-such-thing"]);
    const here = new Small(app, "here", new FakePlatform("easy"), ["no-such-thing"]);

    expect(warningsOf(here)).toEqual([]);
  });

  test("of a warning is in use", () => {
    const stack = new Small(Testing.app(), "shop", new FakePlatform());
    stack.router.addRoute("shadowed", {
      matches: [Match.pathPrefix("/a")],
      backends: [stack.service],
      accept: ["shadowed-route"],
    });

    expect(warningsOf(stack)).toEqual([expect.stringMatching(/\[shadowed-route\]$/)]);
  });
});

test("a name that stands twice is one error, whatever scopes the two are in", () => {
  const stack = newStack("shop");
  const platform = new FakePlatform();
  new LogicalService(stack, "service", { platform, port: 80 });
  new LogicalService(new IngressRouter(stack, "router", { platform }), "service", { platform, port: 81 });

  expect(errorsOf(stack)).toEqual([
    '[shop] services[1].name (shop/router/service): a second service is named "service"; services[0] has it already; give one of them another name [duplicate-name]',
  ]);
});

test("skipValidation is heeded", () => {
  const stack = new Small(new App({ skipValidation: true }), "shop", new FakePlatform("fake", oneError));
  expect(() => Testing.synth(stack)).not.toThrow();
});
