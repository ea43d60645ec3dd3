import { readTargets, type Target } from "../../lib/parity";
import type { Decision, DecisionRequest } from "../../lib/routing";
import { gatewayStack, type ListenerSpec } from "./support/gateway-stack";

type Fields = Readonly<Record<string, unknown>>;

const ECHO = "gateway_api_conformance.grpc_echo.grpcecho.GrpcEcho";

function gateway(
  grpcRoutes: Readonly<Record<string, Fields>>,
  httpRoutes: Readonly<Record<string, Fields>> = {},
  listeners: readonly ListenerSpec[] = [{ name: "web" }],
): Target {
  const [target] = readTargets(gatewayStack(listeners, httpRoutes, grpcRoutes));
  if (target === undefined) throw new Error("a Gateway was expected");
  return target;
}

/** gRPC over HTTP/2, "Requests". */
function call(path: string, headers: Readonly<Record<string, string>> = {}, host = "a.com"): DecisionRequest {
  const fields = { "content-type": "application/grpc+proto", ...headers };
  return { method: "POST", url: `http://${host}${path}`, headers: Object.entries(fields) };
}

function rule(service: string, ...matches: object[]): object {
  return { name: service, backendRefs: [{ name: service, port: 80 }], ...(matches.length === 0 ? {} : { matches }) };
}

const version = (value: string, ...more: object[]) => ({ headers: [{ name: "version", value }, ...more] });
const color = (value: string, type = "Exact") => ({ headers: [{ type, name: "color", value }] });

/** What it says where no rule applies: gRPC's status "unimplemented", which HTTP's 404 stands for. */
const NONE = null;

describe("Gateway API conformance, GRPCRoute", () => {
  test.each([
    ["Echo", "v1"],
    ["EchoTwo", "v2"],
    ["EchoThree", NONE],
  ])("exact method matching: %s goes to %s", (method, service) => {
    const target = gateway({
      "exact-matching": {
        rules: [
          rule("v1", { method: { service: ECHO, method: "Echo" } }),
          rule("v2", { method: { service: ECHO, method: "EchoTwo" } }),
        ],
      },
    });
    expect(target.decide(call(`/${ECHO}/${method}`)).service).toBe(service);
  });

  test.each<[Record<string, string>, string | null]>([
    [{ version: "one" }, "v1"],
    [{ version: "two" }, "v2"],
    [{ version: "two", color: "orange" }, "v1"],
    [{ version: "two", color: "blue" }, "v2"],
    [{ color: "orange" }, NONE],
    [{ "some-other-header": "one" }, NONE],
    [{ color: "blue" }, "v1"],
    [{ color: "green" }, "v1"],
    [{ color: "red" }, "v2"],
    [{ color: "yellow" }, "v2"],
    [{ color: "purple" }, NONE],
  ])("header matching: %j goes to %s", (headers, service) => {
    const target = gateway({
      "grpc-header-matching": {
        rules: [
          rule("v1", version("one")),
          rule("v2", version("two")),
          rule("v1", version("two", { name: "color", value: "orange" })),
          rule("v1", color("blue"), color("green")),
          rule("v2", color("red"), color("yellow")),
        ],
      },
    });
    expect(target.decide(call(`/${ECHO}/Echo`, headers)).service).toBe(service);
  });

  test.each([
    ["bar.com", "v1"],
    ["foo.bar.com", "v2"],
    ["baz.bar.com", "v3"],
    ["boo.bar.com", "v3"],
    ["multiple.prefixes.bar.com", "v3"],
    ["multiple.prefixes.foo.com", "v3"],
    ["foo.com", NONE],
    ["no.matching.host", NONE],
  ])("listener hostname matching: %s goes to %s", (host, service) => {
    const listeners = ["bar.com", "foo.bar.com", "*.bar.com", "*.foo.com"].map((hostname, index) => ({
      name: `listener-${index + 1}`,
      hostname,
    }));
    const at = (...sections: number[]) => ({
      parentRefs: sections.map((section) => ({ name: "gw", sectionName: `listener-${section}` })),
    });
    const target = gateway(
      {
        "backend-v1": { ...at(1), rules: [rule("v1")] },
        "backend-v2": { ...at(2), rules: [rule("v2")] },
        "backend-v3": { ...at(3, 4), rules: [rule("v3")] },
      },
      {},
      listeners,
    );
    expect(target.decide(call(`/${ECHO}/Echo`, {}, host)).service).toBe(service);
  });
});

describe("gateway-api apis/v1/grpcroute_types.go", () => {
  const PRECEDENCE: readonly [string, object, object, DecisionRequest][] = [
    [
      "the longer service",
      { method: { service: "a.B" } },
      { headers: [{ name: "x", value: "1" }] },
      call("/a.B/C", { x: "1" }),
    ],
    [
      "the method after the service",
      { method: { service: "a.B", method: "C" } },
      { method: { service: "a.B" }, headers: [{ name: "x", value: "1" }] },
      call("/a.B/C", { x: "1" }),
    ],
    ["more headers", { headers: [{ name: "x", value: "1" }] }, {}, call("/a.B/C", { x: "1" })],
  ];

  test.each(PRECEDENCE)("GRPCRouteRule.matches: %s is preferred", (_, first, second, request) => {
    expect(gateway({ r: { rules: [rule("second", second), rule("first", first)] } }).decide(request).service).toBe(
      "first",
    );
  });

  test.each([
    [{ method: { service: "a.B" } }, "/a.B/C", true],
    [{ method: { service: "a.B" } }, "/a.b/C", false],
    [{ method: { service: "a.B" } }, "/a.B", false],
    [{ method: { service: "a.B" } }, "/a.B/C/d", false],
    [{ method: { method: "C" } }, "/any/C", true],
    [{ method: { type: "RegularExpression", service: "a[.].*", method: "C|D" } }, "/a.B/D", true],
    [{ method: { type: "RegularExpression", service: "a[.].*", method: "C|D" } }, "/a.B/Dx", false],
    [{}, "/a.B/C", true],
  ])("GRPCMethodMatch: %j takes %s: %s", (match, path, isTaken) => {
    expect(gateway({ r: { rules: [rule("s", match)] } }).decide(call(path)).service === "s").toBe(isTaken);
  });

  test("GRPCRouteRule.backendRefs: weights share calls; without any, 503, which stands for gRPC's unavailable", () => {
    const refs = (...weights: number[]) => ({
      rules: [{ backendRefs: weights.map((weight, index) => ({ name: `s${index}`, weight })) }],
    });
    expect(gateway({ r: refs(9, 1) }).decide(call("/a.B/C"))).toMatchObject({
      service: "s0",
      backends: [{ share: 0.9 }, { share: 0.1 }],
    });
    expect(gateway({ r: refs(0) }).decide(call("/a.B/C"))).toMatchObject({ service: null, status: 503 });
  });

  describe("GRPCRouteSpec.hostnames: of an HTTPRoute and a GRPCRoute that meet, one is accepted", () => {
    const decideWith = (grpcHosts: readonly string[], httpHosts: readonly string[], host: string) => {
      const target = gateway(
        { grpc: { hostnames: grpcHosts, rules: [rule("grpc", { method: { service: "a.B" } })] } },
        { http: { hostnames: httpHosts, rules: [rule("http")] } },
      );
      const services = (one: Target) => one.decide(call("/a.B/C", {}, host)).service;
      const other = target.otherReadings.find(({ name }) => name.includes("GRPCRoutes before HTTPRoutes"));
      return [services(target), other && services(other)];
    };

    test.each([
      ["the same", ["a.com"], ["a.com"], "a.com", ["http", "grpc"]],
      ["within", ["x.a.com"], ["*.a.com"], "x.a.com", ["http", "grpc"]],
      ["apart", ["x.a.com"], ["a.com"], "x.a.com", ["grpc", "grpc"]],
      ["apart, for the other", ["x.a.com"], ["a.com"], "a.com", ["http", "http"]],
    ])("%s", (_, grpcHosts, httpHosts, host, expected) => {
      expect(decideWith(grpcHosts, httpHosts, host)).toEqual(expected);
    });
  });

  test("whether it takes what is no gRPC call is left open", () => {
    const target = gateway({ r: { rules: [rule("s")] } });
    const only = target.otherReadings.find(({ name }) => name.includes("nothing but gRPC calls"));
    const plain: DecisionRequest = { method: "GET", url: "http://a.com/a.B/C" };
    const status = ({ service, status: answered }: Decision) => service ?? answered;

    expect([target.decide(plain), only?.decide(plain)].map((decision) => decision && status(decision))).toEqual([
      "s",
      404,
    ]);
    expect(only?.decide(call("/a.B/C")).service).toBe("s");
  });
});
