import { type TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import {
  Balancing,
  EdgeLoadBalancer,
  type EdgeLoadBalancerProps,
  Filter,
  IngressRouter,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Match,
  Members,
  SessionAffinity,
} from "portico";
import { Placement, SelfHosted, Tiers } from "portico/self-hosted";
import { explainOutput } from "../../../../lib/parity";
import { type Topology, validateTopology } from "../../../../lib/topology";
import { errorsOf, newStack, warningsOf } from "../../support/synthesis";
import { contentOf, filesOf } from "../support/files";

const ROUTERS = ["10.0.2.10", "router.internal"];
const tiers = Tiers.two({ routers: ROUTERS, address: "10.0.2.0" });
const accept = ["client-address-lost"];
const certificates = {
  shop: { certFile: "shop.crt", keyFile: "shop.key" },
  db: { certFile: "db.crt", keyFile: "db.key" },
};

/** An edge with a listener of each kind. */
function fullStack(props: Partial<EdgeLoadBalancerProps> = { accept }, port = 80): TerraformStack {
  const stack = newStack("shop");
  const platform = new SelfHosted({ tiers, certificates });
  const service = (id: string, of: Partial<LogicalServiceProps> = {}) =>
    new LogicalService(stack, id, { platform, port: 9000, members: Members.addresses(["10.0.1.1"]), ...of });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("web", { matches: [Match.pathPrefix("/web")], backends: [service("web")] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform, ...props });
  edge.addListener("http", Listener.http({ port, router }));
  edge.addListener("https", Listener.https({ address: "10.0.0.1", port: 443, router, certificates: ["shop"] }));
  edge.addListener(
    "db",
    Listener.tls({ port: 5432, service: service("db", { protocol: "TCP" }), certificates: ["db"] }),
  );
  edge.addListener("dns", Listener.udp({ port: 53, service: service("dns", { protocol: "UDP" }) }));
  return stack;
}

const topologies = (stack: TerraformStack): readonly Topology[] =>
  ["/portico/topology.json", "/portico-router/topology.json"].map(
    (file) => JSON.parse(contentOf(stack, file)) as Topology,
  );

describe("two tiers", () => {
  test("give each proxy a valid Topology of its own, and its files", () => {
    const stack = fullStack();
    expect(errorsOf(stack)).toEqual([]);
    for (const topology of topologies(stack)) expect(validateTopology(topology)).toEqual([]);
    expect(Object.keys(filesOf(stack)).sort()).toEqual([
      "${path.module}/portico-router/compose.yaml",
      "${path.module}/portico-router/portico-router.container",
      "${path.module}/portico-router/portico-router.service",
      "${path.module}/portico-router/topology.json",
      "${path.module}/portico/compose.yaml",
      "${path.module}/portico/portico.container",
      "${path.module}/portico/portico.service",
      "${path.module}/portico/topology.json",
    ]);
  });

  test("are explained by the tier that routes", () => {
    const output = Testing.synth(fullStack());
    const explanations = explainOutput(output, { method: "GET", url: "http://example.com/web" });
    expect(explanations.map(({ decision }) => [decision.listener, decision.route])).toEqual([["http", "web"]]);
  });

  test("leave TCP, TLS and UDP to the edge, which passes HTTP and HTTPS on unopened", () => {
    const [edge] = topologies(fullStack());
    expect(edge?.edges?.[0]?.listeners).toEqual([
      { name: "http", port: 80, protocol: "TCP", service: "routers-80" },
      { name: "https", address: "10.0.0.1", port: 443, protocol: "TCP", service: "routers-443" },
      { name: "db", port: 5432, protocol: "TLS", certificates: ["db"], service: "db" },
      { name: "dns", port: 53, protocol: "UDP", service: "dns" },
    ]);
    expect(edge?.services?.map(({ name }) => name)).toEqual(["db", "dns", "routers-80", "routers-443"]);
    expect(edge?.services?.[3]).toMatchObject({
      protocol: "TCP",
      healthCheck: { type: "TCP" },
      members: ROUTERS.map((address) => ({ address, port: 443 })),
    });
    expect(edge?.certificates?.map(({ name }) => name)).toEqual(["db"]);
    expect(edge?.routers ?? []).toEqual([]);
  });

  test("have the routers listen on the same ports, with what routing needs and nothing else", () => {
    const [, router] = topologies(fullStack());
    expect(router?.edges?.[0]?.listeners).toEqual([
      { name: "http", address: "10.0.2.0", port: 80, protocol: "HTTP", router: "router" },
      { name: "https", address: "10.0.2.0", port: 443, protocol: "HTTPS", certificates: ["shop"], router: "router" },
    ]);
    expect(router?.routers?.map(({ name }) => name)).toEqual(["router"]);
    expect(router?.services?.map(({ name }) => name)).toEqual(["web"]);
    expect(router?.certificates?.map(({ name }) => name)).toEqual(["shop"]);
  });

  test("keep a port that Terraform alone knows", () => {
    const port = Token.asNumber("${var.port}");
    const stack = fullStack({ accept }, port);
    new TerraformVariable(stack, "port", { type: "number" });
    expect(contentOf(stack, "/portico/topology.json").match(/\$\{var\.port\}/g)).toHaveLength(1 + ROUTERS.length);
    expect(contentOf(stack, "/portico-router/topology.json")).toContain('"port": ${var.port}');
  });

  test("do not share an admin endpoint, on the host's network either", () => {
    const stack = fullStack();
    expect(contentOf(stack, "/portico-router/compose.yaml")).toContain('PORTICO_ADMIN: "127.0.0.1:9902"');
    expect(contentOf(stack, "/portico/compose.yaml")).not.toContain("PORTICO_ADMIN");
  });

  test("each have a folder where one is given", () => {
    const stack = newStack();
    const platform = new SelfHosted({ tiers, placement: Placement.files({ directory: "/srv/proxy" }) });
    const { resources } = new EdgeLoadBalancer(stack, "edge", { platform });
    const [edge, router] = [resources.resources.topology, resources.router?.resources.topology];
    expect([edge.filenameInput, router?.filenameInput]).toEqual([
      "/srv/proxy/topology.json",
      "/srv/proxy/router/topology.json",
    ]);
  });
});

describe("what two tiers lose", () => {
  test("the client's address, at each listener that leads to a router", () => {
    expect(errorsOf(fullStack({}))).toEqual([
      '[shop/edge/http] edges[0].listeners[0]: behind an edge of its own the router "router" sees the edge\'s address in the place of the client\'s, and X-Forwarded-For names it; use one tier (Tiers.one()), or take it: accept: ["client-address-lost"] on the edge [client-address-lost]',
      expect.stringMatching(/^\[shop\/edge\/https\] edges\[0\]\.listeners\[1\]: .* \[client-address-lost\]$/),
    ]);
    expect(warningsOf(fullStack({ accept }))).toEqual([
      expect.stringMatching(/^shop\/edge\/http: .* \[client-address-lost\]$/),
      expect.stringMatching(/^shop\/edge\/https: .* \[client-address-lost\]$/),
    ]);
  });

  test("matches and filters by the client's address, until the route takes it", () => {
    const stack = (accepted: readonly string[]) => {
      const made = newStack("shop");
      const platform = new SelfHosted({ tiers });
      const router = new IngressRouter(made, "router", { platform });
      const service = new LogicalService(made, "web", { platform, port: 80, members: Members.addresses(["10.0.1.1"]) });
      const matches = [Match.pathPrefix("/"), Match.pathPrefix("/admin").sourceRanges(["10.0.0.0/8"])];
      const filters = [
        Filter.ipAccess({ allow: ["10.0.0.0/8"] }),
        Filter.rateLimit({ requests: 1 }),
        Filter.forwardAuth(new LogicalService(made, "guard", { platform, port: 80 })),
      ];
      router.addRoute("admin", { matches, filters, backends: [service], accept: accepted });
      router.addRoute("counted", {
        filters: [Filter.rateLimit({ requests: 1, key: "header:x-key" })],
        backends: [service],
      });
      new EdgeLoadBalancer(made, "edge", { platform, accept }).addListener("http", Listener.http({ port: 80, router }));
      return made;
    };
    expect(errorsOf(stack([]))).toEqual([
      expect.stringMatching(/^\[shop\/router\/admin\] routers\[0\]\.routes\[0\]\.matches\[1\]\.sourceRanges: /),
      expect.stringMatching(/^\[shop\/router\/admin\] routers\[0\]\.routes\[0\]\.filters\[0\]: /),
      expect.stringMatching(/^\[shop\/router\/admin\] routers\[0\]\.routes\[0\]\.filters\[1\]\.key: /),
    ]);
    expect(errorsOf(stack(accept))).toEqual([]);
    // The service that is asked is the routers' to ask.
    expect(topologies(stack(accept))[1]?.services?.map(({ name }) => name)).toEqual(["web", "guard"]);
  });

  test.each<[Partial<LogicalServiceProps>, string | undefined]>([
    [{ balancing: Balancing.sourceHash() }, "balancing"],
    [{ sessionAffinity: SessionAffinity.sourceIp() }, "sessionAffinity"],
    [{ balancing: Balancing.leastConnections() }, undefined],
    [{ protocol: "TCP", balancing: Balancing.sourceHash() }, undefined],
  ])("what goes by the client's address in a service that is routed to: %#", (props, field) => {
    const stack = newStack("shop");
    new LogicalService(stack, "web", { platform: new SelfHosted({ tiers }), port: 80, ...props });
    expect(errorsOf(stack).map((line) => / services\[0\]\.(\w+):/.exec(line)?.[1])).toEqual(
      field === undefined ? [] : [field],
    );
  });

  test("nothing in one tier", () => {
    const stack = newStack("shop");
    const platform = new SelfHosted({ tiers: Tiers.one() });
    const router = new IngressRouter(stack, "router", { platform });
    router.addRoute("all", {
      backends: [new LogicalService(stack, "web", { platform, port: 80, balancing: Balancing.sourceHash() })],
    });
    new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
    expect(errorsOf(stack)).toEqual([]);
  });
});

describe("two tiers are refused", () => {
  test("without an address of a router, or with a list that Terraform alone knows", () => {
    const unknown = new TerraformVariable(newStack(), "routers", { type: "list(string)" }).listValue;
    for (const routers of [[], unknown]) expect(() => Tiers.two({ routers })).toThrow("name each proxy that routes");
  });

  test("under a name that leaves no room for the second tier's", () => {
    expect(() => new SelfHosted({ name: "a".repeat(17), tiers })).toThrow("write 16 characters at most");
    expect(new SelfHosted({ name: "a".repeat(16), tiers }).proxyName).toHaveLength(16);
  });

  test("where listeners of two addresses would share a socket of the routers", () => {
    const stack = newStack("shop");
    const platform = new SelfHosted({ tiers });
    const router = new IngressRouter(stack, "router", { platform });
    const service = new LogicalService(stack, "web", { platform, port: 80, members: Members.addresses(["10.0.1.1"]) });
    router.addRoute("all", { backends: [service] });
    for (const [id, address] of Object.entries({ one: "10.0.0.1", two: "10.0.0.2" })) {
      const edge = new EdgeLoadBalancer(stack, id, { platform, accept });
      edge.addListener("http", Listener.http({ address, port: 80, router }));
    }
    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^\[shop\/portico-proxy\] router: .* \[address-in-use\]$/)]);
  });
});

test("edges of one proxy want the same tiers", () => {
  const stack = newStack("shop");
  for (const [index, platform] of [new SelfHosted({ tiers }), new SelfHosted()].entries()) {
    const service = new LogicalService(stack, `db-${index}`, { platform, port: 1, protocol: "TCP" });
    const edge = new EdgeLoadBalancer(stack, `edge-${index}`, { platform });
    edge.addListener("tcp", Listener.tcp({ port: 5432 + index, service }));
  }
  expect(errorsOf(stack)).toEqual([expect.stringContaining("[conflicting-settings]")]);
});

test("addresses of routers that are none are refused, all at once", () => {
  // given
  const stack = newStack("shop");
  const routers = ["10.0.2.10", "https://router", "10.0.2.10"];
  const platform = new SelfHosted({ tiers: Tiers.two({ routers, address: "everywhere" }) });

  // when
  new EdgeLoadBalancer(stack, "edge", { platform });

  // then
  const found = errorsOf(stack).flatMap((line) => /^\[\S+\] (tiers\S+): .* (\[[a-z-]+\])$/.exec(line)?.slice(1) ?? []);
  expect(found).toEqual([
    "tiers.address",
    "[invalid-address]",
    "tiers.routers[1]",
    "[invalid-address]",
    "tiers.routers[2]",
    "[duplicate-member]",
  ]);
});
