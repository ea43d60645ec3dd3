import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  EdgeLoadBalancer,
  Filter,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Members,
  topologyOf,
} from "portico";
import { Placement, SelfHosted } from "portico/self-hosted";
import { findUnsupported } from "../../../lib/proxy";
import { errorsOf, newStack, warningsOf } from "../support/synthesis";

const platform = new SelfHosted({});

function serviceStack(props: Partial<LogicalServiceProps>) {
  const stack = newStack("shop");
  new LogicalService(stack, "service", { platform, port: 80, ...props });
  return stack;
}

test("members that only a cluster can find are refused", () => {
  const members = Members.selector({ app: "users" });
  expect(errorsOf(serviceStack({ members }))).toEqual([
    '[shop/service] services[0].members: service "service" is chosen by the labels of pods, which this proxy does not look up; name its instances, or its Service in the cluster, with Members.addresses([...]), or a headless Service with Members.dns(...), or use the Kubernetes platform [selector-members]',
  ]);
  expect(warningsOf(serviceStack({ members, accept: ["selector-members"] }))).toEqual([
    expect.stringMatching(/^shop\/service: .* \[selector-members\]$/),
  ]);
});

describe("what this proxy cannot run is refused when the stack is synthesized, not when the proxy starts", () => {
  test.each<[string, Partial<LogicalServiceProps>, readonly string[]]>([
    ["HTTP", { healthCheck: HealthCheck.http() }, []],
    ["TCP", { protocol: "TCP", healthCheck: HealthCheck.tcp() }, []],
    ["UDP", { protocol: "UDP" }, []],
    ["H2C", { protocol: "H2C" }, []],
    ["GRPC", { protocol: "GRPC" }, []],
    ["a gRPC health check", { healthCheck: HealthCheck.grpc() }, []],
  ])("%s", (_name, props, codes) => {
    const stack = serviceStack(props);
    const found = errorsOf(stack).map((line) => ({
      path: / (services[^ :]*)/.exec(line)?.[1],
      code: /\[([^\]]*)\]$/.exec(line)?.[1],
    }));

    expect(found.map(({ code }) => code)).toEqual(codes);
    expect(findUnsupported(topologyOf(stack)).map(({ path, code }) => ({ path, code }))).toEqual(found);
  });
});

test("an extension of another target is refused when the stack is synthesized, as the proxy would", () => {
  const stack = newStack("shop");
  const service = new LogicalService(stack, "service", { platform, port: 80 });
  const router = new IngressRouter(stack, "router", { platform });
  const filters = [Filter.extension({ group: "aws", kind: "Authentication", name: "staff" })];
  router.addRoute("all", { backends: [service], filters });
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
  expect(errorsOf(stack)).toEqual([
    '[shop/router/all] routers[0].routes[0].filters[0]: the proxy knows no Authentication "staff"; leave the filter out, or let the service do it [unsupported-filter]',
  ]);
  expect(findUnsupported(topologyOf(stack)).map(({ path, code }) => [path, code])).toEqual([
    ["routers[0].routes[0].filters[0]", "unsupported-filter"],
  ]);
});

describe("edges that share a proxy", () => {
  const twoEdges = (one: { port: number; address?: string }, other: { port: number; address?: string }) => {
    const stack = newStack("shop");
    const service = new LogicalService(stack, "service", { platform, port: 80, protocol: "TCP" });
    for (const [index, listener] of [one, other].entries()) {
      const edge = new EdgeLoadBalancer(stack, `edge-${index}`, { platform });
      edge.addListener("tcp", Listener.tcp({ ...listener, service }));
    }
    return stack;
  };

  test("cannot both have a socket", () => {
    expect(errorsOf(twoEdges({ port: 80 }, { port: 80, address: "10.0.0.1" }))).toEqual([
      expect.stringMatching(
        /^\[shop\/portico-proxy\] edges\[1\]\.listeners\[0\]\.port \(shop\/edge-1\/tcp\): .* listener "tcp" of edge "edge-0".* \[address-in-use\]$/,
      ),
    ]);
  });

  test("can share a port on addresses of their own", () => {
    expect(errorsOf(twoEdges({ port: 80, address: "10.0.0.2" }, { port: 80, address: "10.0.0.1" }))).toEqual([]);
  });

  test("are not judged by what only Terraform knows", () => {
    const stack = newStack("shop");
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    const address = new TerraformVariable(stack, "address", { type: "string" }).stringValue;
    const service = new LogicalService(stack, "service", { platform, port: 80, protocol: "TCP" });
    for (const id of ["one", "two"]) {
      const edge = new EdgeLoadBalancer(stack, id, { platform });
      edge.addListener("port", Listener.tcp({ port, service }));
      edge.addListener("address", Listener.tcp({ port: 80, address, service }));
    }
    expect(errorsOf(stack)).toEqual([]);
  });

  test("cannot want it to be different", () => {
    const stack = newStack("shop");
    const settings = [{}, { placement: Placement.files() }, { placement: Placement.files({ directory: "elsewhere" }) }];
    for (const [index, props] of settings.entries()) {
      const edge = new EdgeLoadBalancer(stack, `edge-${index}`, { platform: new SelfHosted(props) });
      const service = new LogicalService(edge, `service-${index}`, { platform, port: 80, protocol: "TCP" });
      edge.addListener("tcp", Listener.tcp({ port: index + 1, service }));
    }
    expect(errorsOf(stack)).toEqual([
      '[shop/portico-proxy] edges[2] (shop/edge-2): the proxy "portico" has other settings elsewhere in this stack; give both edges the same SelfHosted, or each proxy a name of its own [conflicting-settings]',
    ]);
  });
});

test("an edge does not lead to what is meant for another proxy", () => {
  const stack = newStack("shop");
  const service = new LogicalService(stack, "service", { platform: new SelfHosted({ name: "other" }), port: 80 });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("all", { backends: [service] });
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));

  expect(errorsOf(stack)).toEqual([
    '[shop/portico-proxy] services[0] (shop/service): an edge of proxy "portico" leads to "service" of proxy "other"; give both the same SelfHosted [mixed-proxies]',
  ]);
});

describe("a router", () => {
  test("that no listener leads to is a warning", () => {
    const stack = newStack("shop");
    new IngressRouter(stack, "router", { platform });
    expect(warningsOf(stack)).toEqual([
      'shop/router: routers[0]: no listener leads to router "router", so that no request reaches it; add one to an edge: edge.addListener("http", Listener.http({ port: 80, router })) [unserved-router]',
    ]);
  });

  test("that a listener of another stack leads to is served", () => {
    const app = Testing.app();
    const [routing, edges] = [new TerraformStack(app, "routing"), new TerraformStack(app, "edges")];
    const router = new IngressRouter(routing, "router", { platform });
    new EdgeLoadBalancer(edges, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
    expect(warningsOf(routing)).toEqual([]);
  });
});

test.each(["", "a b", "Portico", "-a", "a.b", "a".repeat(24), "${TfToken[TOKEN.0]}"])(
  "a proxy cannot be named %j",
  (name) => {
    expect(() => new SelfHosted({ name })).toThrow(
      "is no name of a proxy; write 1 to 23 lower-case letters, digits and inner hyphens",
    );
  },
);

test.each(["a", "edge-1", "a".repeat(23)])("a proxy can be named %j", (name) => {
  expect(new SelfHosted({ name }).proxyName).toBe(name);
});
