import { type TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import {
  Balancing,
  EdgeLoadBalancer,
  Filter,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  SessionAffinity,
} from "portico";
import { errorsOf, newStack, warningsOf } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

const platform = new FakePlatform();

/** Values that only Terraform knows, one of each kind. */
function unknowns(stack: TerraformStack) {
  const variable = (type: string) => new TerraformVariable(stack, type.replace(/\W/g, "-"), { type });
  return {
    text: variable("string").stringValue,
    number: variable("number").numberValue,
    list: variable("list(string)").listValue,
    map: Token.asStringMap(variable("map(string)").value),
  };
}

test("a value may be a token wherever it is not a name", () => {
  const stack = newStack("shop");
  const { text, number, list } = unknowns(stack);
  const web = new LogicalService(stack, "web", {
    platform,
    port: number,
    members: Members.addresses([text, { address: `${text}.internal`, port: number, weight: number }]),
    healthCheck: HealthCheck.http({
      path: text,
      port: number,
      interval: text,
      timeout: "30s",
      healthyThreshold: number,
      unhealthyThreshold: number,
      expectedStatuses: list,
    }),
    balancing: Balancing.consistentHash(text),
    sessionAffinity: SessionAffinity.cookie({ cookieName: text, ttl: text }),
    drain: text,
  });
  const tcp = new LogicalService(stack, "tcp", { platform, port: number, protocol: "TCP" });
  const router = new IngressRouter(stack, "router", { platform, hostnames: [text] });
  router.addRoute("all", {
    hostnames: ["a.example.com"],
    matches: [
      Match.pathPrefix(text).header(text, text).queryParam(text, text).method(text).sourceRanges(list),
      Match.pathRegularExpression(text).headerRegularExpression("x", text).sourceRanges([text]),
    ],
    filters: [
      Filter.requestHeaders({ set: { x: text }, add: { y: text }, remove: [text] }),
      Filter.rewrite({ hostname: text, replaceFullPath: text }),
      Filter.mirror(web, number),
    ],
    backends: [{ service: web, weight: number }],
    timeouts: { request: text, backendRequest: "1h" },
    retry: { attempts: number, codes: [number], backoff: text },
  });
  router.addRoute("redirect", {
    hostnames: list,
    matches: [Match.pathExact(text)],
    filters: [Filter.redirect({ hostname: text, port: number, statusCode: 301 })],
  });
  router.addRoute("fixed", {
    matches: [Match.pathExact(text)],
    filters: [Filter.fixedResponse({ statusCode: number, contentType: text, body: text })],
  });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ port: number, router }));
  edge.addListener("same-port", Listener.http({ port: number, router }));
  edge.addListener("here", Listener.http({ address: text, port: 80, router }));
  edge.addListener("there", Listener.http({ address: `${text}0`, port: 80, router }));
  edge.addListener("tcp", Listener.tcp({ port: number, service: tcp, idleTimeout: text }));
  edge.addListener("sni", Listener.tlsPassthrough({ port: number, routes: [{ hostnames: list, service: tcp }] }));

  expect(errorsOf(stack)).toEqual([]);
  expect(warningsOf(stack)).toEqual([]);
});

test("what is known beside a token is still judged", () => {
  const stack = newStack("shop");
  const { text } = unknowns(stack);
  const router = new IngressRouter(stack, "router", { platform, hostnames: [text, "a b"] });
  router.addRoute("route", { matches: [Match.pathExact("no-slash").header("x", text)], filters: [] });

  expect(errorsOf(stack)).toEqual([
    expect.stringMatching(/routers\[0\]\.hostnames\[1\] .* \[invalid-hostname\]$/),
    expect.stringMatching(/routers\[0\]\.routes\[0\] .* \[no-backends\]$/),
    expect.stringMatching(/routers\[0\]\.routes\[0\]\.matches\[0\]\.path\.value .* \[invalid-path\]$/),
  ]);
});

test("a route with tokens in its matches is neither shadowed nor does it shadow", () => {
  const stack = newStack("shop");
  const { text } = unknowns(stack);
  const service = new LogicalService(stack, "service", {
    platform,
    port: 80,
    members: Members.addresses(["10.0.0.1"]),
  });
  const router = new IngressRouter(stack, "router", { platform });
  const add = (id: string, path: string) =>
    router.addRoute(id, { matches: [Match.pathPrefix(path)], backends: [service] });
  add("one", text);
  add("two", text);
  add("three", "/a");
  add("four", "/a");

  expect(warningsOf(stack)).toEqual([expect.stringMatching(/^shop\/router\/four: routers\[0\]\.routes\[3\]: /)]);
});

describe("tokens where none can be", () => {
  test.each<[string, (stack: TerraformStack) => void, string]>([
    [
      "an edge's name",
      (stack) => {
        const edge = new EdgeLoadBalancer(stack, "edge", { platform, name: unknowns(stack).text });
        edge.addListener("http", Listener.http({ port: 80, router: new IngressRouter(stack, "router", { platform }) }));
      },
      "edges[0].name (shop/edge): a name that only Terraform will know cannot be referred to; write the name itself [token-in-name]",
    ],
    [
      "a service's name",
      (stack) => new LogicalService(stack, "service", { platform, port: 80, name: unknowns(stack).text }),
      "services[0].name (shop/service): a name that only Terraform will know cannot be referred to; write the name itself [token-in-name]",
    ],
    [
      "a certificate's name",
      (stack) => {
        const router = new IngressRouter(stack, "router", { platform });
        const edge = new EdgeLoadBalancer(stack, "edge", { platform });
        edge.addListener("https", Listener.https({ port: 80, router, certificates: [unknowns(stack).text] }));
      },
      "edges[0].listeners[0].certificates[0] (shop/edge/https): a name that only Terraform will know cannot be referred to; write the name itself [token-in-name]",
    ],
    [
      "a list of members",
      (stack) =>
        new LogicalService(stack, "service", { platform, port: 80, members: Members.addresses(unknowns(stack).list) }),
      "services[0].members[0].address (shop/service): a list that only Terraform will know cannot be taken apart here; write its elements one by one, each as Fn.element(list, index) [token-taken-apart]",
    ],
    [
      "a map of header fields",
      (stack) => {
        const service = new LogicalService(stack, "service", { platform, port: 80 });
        const set = unknowns(stack).map;
        const router = new IngressRouter(stack, "router", { platform });
        router.addRoute("route", { backends: [service], filters: [Filter.requestHeaders({ set })] });
      },
      "routers[0].routes[0].filters[0].set[0].name (shop/router/route): a map that only Terraform will know cannot be taken apart here; write its entries one by one, each value as Fn.lookup(map, key) [token-taken-apart]",
    ],
  ])("%s", (_name, build, error) => {
    const stack = newStack("shop");
    build(stack);
    expect(errorsOf(stack)).toEqual([`[shop] ${error}`]);
  });
});

describe("an expression of Terraform's that is written as text", () => {
  test.each(["${var.host}", "a-${var.host}.example.com", "%{ if var.big }big%{ endif }.example.com"])(
    "%s is a token",
    (expression) => {
      const stack = newStack("shop");
      const accept = ["raw-expression"];
      const router = new IngressRouter(stack, "router", { platform, hostnames: [expression], accept });
      router.addRoute("fixed", { filters: [Filter.fixedResponse({ statusCode: 200 })] });
      expect(errorsOf(stack)).toEqual([]);
    },
  );

  test("stands for itself where it is escaped, and is judged", () => {
    const stack = newStack("shop");
    const router = new IngressRouter(stack, "router", { platform, hostnames: ["$${host}"] });
    router.addRoute("fixed", { filters: [Filter.fixedResponse({ statusCode: 200 })] });
    expect(errorsOf(stack)).toEqual([expect.stringMatching(/routers\[0\]\.hostnames\[0\] .* \[invalid-hostname\]$/)]);
  });

  test("is no name", () => {
    const stack = newStack("shop");
    new LogicalService(stack, "service", { platform, port: 80, name: "${var.name}" });
    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^\[shop\] services\[0\]\.name .* \[token-in-name\]$/)]);
  });
});

test("tokens do not hide what validation finds in a stack that is synthesized twice", () => {
  const stack = newStack("shop");
  const { text } = unknowns(stack);
  new IngressRouter(stack, "router", { platform, hostnames: [text] }).addRoute("nowhere", {});
  const first = errorsOf(stack);

  expect(first).toHaveLength(1);
  expect(errorsOf(stack)).toEqual(first);
  expect(Testing.synth(stack)).toContain('"string"');
});
