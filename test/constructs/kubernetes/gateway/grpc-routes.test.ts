import type { CustomObject } from "../../../../constructs/kubernetes/objects";
import type { BackendService } from "../../../../constructs/kubernetes/routes";
import type { Route, RouteMatch } from "../../../../lib/topology";
import { lower } from "./lowering";

const service = (name: string, protocol: BackendService["protocol"]): [string, BackendService] => [
  name,
  { name, namespace: "shop", port: 80, protocol },
];
const services = new Map([service("users", "GRPC"), service("orders", "GRPC"), service("site", "HTTP")]);

const exact = (value: string): RouteMatch => ({ path: { type: "Exact", value } });
const prefix = (value: string): RouteMatch => ({ path: { type: "PathPrefix", value } });

function grpc(name: string, matches: readonly RouteMatch[], more: Partial<Route> = {}): Route {
  return { name, matches, backends: [{ service: "users" }], ...more };
}

function lowered(...routes: Route[]) {
  const { objects, findings } = lower({ name: "shop", routes }, { services });
  return { objects: objects.map(({ object }) => object as CustomObject), findings };
}

/** `KIND HOSTNAMES: ROUTES` of each object. */
function outline(...routes: Route[]): string[] {
  return lowered(...routes).objects.map(({ kind, metadata, spec }) => {
    const hostnames = (spec as { hostnames?: readonly string[] }).hostnames ?? ["*"];
    return `${kind} ${hostnames.join(" ")}: ${metadata.annotations?.["portico/routes"]}`;
  });
}

describe("routes to gRPC services as GRPCRoutes", () => {
  test("say services, methods and headers in the API's words", () => {
    const { objects, findings } = lowered(
      grpc("get", [exact("/shop.Users/Get"), { ...prefix("/shop.Users/"), headers: [{ name: "x", value: "1" }] }], {
        hostnames: ["grpc.a.com"],
        backends: [{ service: "users", weight: 9 }, { service: "orders" }],
        filters: [{ type: "RequestHeaderModifier", set: [{ name: "y", value: "2" }] }],
      }),
      grpc("rest", [], { hostnames: ["grpc.a.com"] }),
    );

    expect(objects).toEqual([
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GRPCRoute",
        metadata: {
          name: "shop-grpc.a.com",
          namespace: "shop",
          labels: expect.anything(),
          annotations: { "portico/router": "shop", "portico/routes": "get,rest" },
        },
        spec: {
          parentRefs: [{ name: "edge", namespace: "shop", sectionName: "http" }],
          hostnames: ["grpc.a.com"],
          rules: [
            {
              matches: [
                { method: { type: "Exact", service: "shop.Users", method: "Get" } },
                {
                  method: { type: "Exact", service: "shop.Users" },
                  headers: [{ type: "Exact", name: "x", value: "1" }],
                },
              ],
              filters: [{ type: "RequestHeaderModifier", requestHeaderModifier: { set: [{ name: "y", value: "2" }] } }],
              backendRefs: [
                { kind: "Service", name: "users", namespace: "shop", port: 80, weight: 9 },
                { kind: "Service", name: "orders", namespace: "shop", port: 80, weight: 1 },
              ],
            },
            {
              matches: [{}],
              backendRefs: [{ kind: "Service", name: "users", namespace: "shop", port: 80, weight: 1 }],
            },
          ],
        },
      },
    ]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([["gateway-grpc-calls", "warning"]]);
  });

  test("have eight matches a rule", () => {
    const matches = Array.from({ length: 9 }, (_, index) => exact(`/shop.Users/M${index}`));
    const rules = lowered(grpc("many", matches)).objects.flatMap(({ spec }) => spec.rules as { matches: object[] }[]);

    expect(rules.map((rule) => rule.matches.length)).toEqual([8, 1]);
  });

  test.each<[string, Partial<Route>]>([
    ["a service that speaks something else", { backends: [{ service: "users" }, { service: "site" }] }],
    ["no weight, which is an answer of its own", { backends: [{ service: "users", weight: 0 }] }],
    ["a limit of time", { timeouts: { request: "1s" } }],
    ["a rewrite", { filters: [{ type: "URLRewrite", hostname: "in.local" }] }],
    ["a redirect", { backends: [], filters: [{ type: "RequestRedirect", scheme: "https" }] }],
    ["a method of HTTP", { matches: [{ method: "POST" }] }],
    ["a query parameter", { matches: [{ queryParams: [{ name: "q", value: "1" }] }] }],
    ["an expression", { matches: [{ path: { type: "RegularExpression", value: "/shop[.]Users/.*" } }] }],
    ["a prefix of a method, which would not stand after the method", { matches: [prefix("/shop.Users/Get")] }],
    ["a path that is no call", { matches: [exact("/healthz")] }],
    ["a path that is longer than a call", { matches: [exact("/shop.Users/Get/x")] }],
    ["a name that no service has", { matches: [prefix("/shop-users")] }],
    ["one match of several that is no call", { matches: [exact("/shop.Users/Get"), exact("/")] }],
  ])("are not made of one with %s", (_, more) => {
    expect(outline(grpc("route", [exact("/shop.Users/Get")], more))).toEqual(["HTTPRoute *: route"]);
  });

  describe("whose hostnames meet those of an HTTPRoute", () => {
    const site = (hostname?: string): Route => ({
      name: "site",
      backends: [{ service: "site" }],
      ...(hostname === undefined ? {} : { hostnames: [hostname] }),
    });
    const calls = (hostname?: string) =>
      grpc("calls", [prefix("/shop.Users")], hostname === undefined ? {} : { hostnames: [hostname] });

    test.each<[string, string | undefined, string | undefined, string[]]>([
      ["do not", "grpc.a.com", "a.com", ["HTTPRoute a.com: site", "GRPCRoute grpc.a.com: calls"]],
      ["are the same", "a.com", "a.com", ["HTTPRoute a.com: calls,site"]],
      ["lie within", "grpc.a.com", "*.a.com", ["HTTPRoute grpc.a.com: calls,site", "HTTPRoute *.a.com: site"]],
      ["lie around", "*.a.com", "www.a.com", ["HTTPRoute www.a.com: site", "HTTPRoute *.a.com: calls"]],
      ["are all", undefined, "a.com", ["HTTPRoute a.com: site", "HTTPRoute *: calls"]],
    ])("because they %s", (_, one, other, expected) => {
      expect(outline(calls(one), site(other)).sort()).toEqual([...expected].sort());
    });

    test("become HTTPRoutes, and so do those that meet these", () => {
      const wide = grpc("wide", [prefix("/shop.Users")], { hostnames: ["*.a.com"] });
      const narrow = grpc("narrow", [prefix("/shop.Orders")], { hostnames: ["x.y.a.com"] });
      const apart = grpc("apart", [prefix("/shop.Orders")], { hostnames: ["b.com"] });

      expect(outline(wide, narrow, apart, site("www.a.com"))).toEqual([
        "HTTPRoute www.a.com: site",
        "HTTPRoute x.y.a.com: narrow,wide",
        "HTTPRoute *.a.com: wide",
        "GRPCRoute b.com: apart",
      ]);
    });
  });
});
