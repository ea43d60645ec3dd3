import { lowerRoute, type RuleContext, type RuleListener } from "../../../../constructs/aws/rules";
import type { Backend, Filter, Route, RouteMatch } from "../../../../lib/topology";

const HTTP: RuleListener = { protocol: "HTTP", port: 80 };
const HTTPS: RuleListener = { protocol: "HTTPS", port: 443 };
const UNCHANGED = { protocol: "#{protocol}", host: "#{host}", port: "#{port}", path: "/#{path}" };

function only(parts: Partial<Route>, context: Partial<RuleContext> = {}) {
  const { rules, diagnostics } = lowerRoute({ name: "route", ...parts }, 0, {
    router: { name: "router" },
    listener: HTTP,
    ...context,
  });
  expect(diagnostics).toEqual([]);
  expect(rules).toHaveLength(1);
  return { action: rules[0]?.action, transforms: rules[0]?.transforms };
}

const prefix = (value: string): RouteMatch => ({ path: { type: "PathPrefix", value } });

describe("backends", () => {
  const rows: readonly (readonly [string, readonly Backend[], readonly (readonly [string, number])[]])[] = [
    ["one", [{ service: "a" }], [["a", 1]]],
    [
      "weights as they are",
      [
        { service: "a", weight: 90 },
        { service: "b", weight: 10 },
      ],
      [
        ["a", 90],
        ["b", 10],
      ],
    ],
    [
      "a weight of 0 stays",
      [{ service: "a" }, { service: "b", weight: 0 }],
      [
        ["a", 1],
        ["b", 0],
      ],
    ],
    [
      "large weights are reduced",
      [
        { service: "a", weight: 9000 },
        { service: "b", weight: 1000 },
      ],
      [
        ["a", 9],
        ["b", 1],
      ],
    ],
    ["a service twice has both weights", [{ service: "a" }, { service: "a", weight: 2 }], [["a", 3]]],
  ];
  test.each(rows)("%s", (_, backends, targets) => {
    const { action } = only({ backends });
    expect(action).toEqual({ type: "forward", targets: targets.map(([service, weight]) => ({ service, weight })) });
  });

  test("weights that add up to 0 are a 500, as the Gateway API has it", () => {
    const { action } = only({ backends: [{ service: "a", weight: 0 }] });
    expect(action).toEqual({ type: "fixed-response", statusCode: 500, contentType: "text/plain", body: "" });
  });

  test.each(["H2C", "GRPC"] as const)("%s behind an HTTPS listener", (protocol) => {
    const { action } = only({ backends: [{ service: "a" }] }, { listener: HTTPS, protocolOf: () => protocol });
    expect(action).toEqual({ type: "forward", targets: [{ service: "a", weight: 1 }] });
  });
});

describe("redirects", () => {
  type Redirect = Omit<Extract<Filter, { type: "RequestRedirect" }>, "type">;
  const rows: readonly (readonly [string, Redirect, object])[] = [
    ["to HTTPS", { scheme: "https" }, { protocol: "HTTPS", port: "443", statusCode: "HTTP_302" }],
    [
      "to HTTPS on another port",
      { scheme: "https", port: 8443, statusCode: 301 },
      { protocol: "HTTPS", port: "8443", statusCode: "HTTP_301" },
    ],
    ["to another host", { hostname: "b.com" }, { host: "b.com", statusCode: "HTTP_302" }],
    ["to another port", { port: 8080 }, { port: "8080", statusCode: "HTTP_302" }],
    [
      "to a path",
      { path: { type: "ReplaceFullPath", replaceFullPath: "/new" } },
      { path: "/new", statusCode: "HTTP_302" },
    ],
    [
      "with a prefix for every path",
      { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/v1" } },
      { path: "/v1/#{path}", statusCode: "HTTP_302" },
    ],
  ];
  test.each(rows)("%s", (_, redirect, expected) => {
    const { action } = only({ filters: [{ type: "RequestRedirect", ...redirect }] });
    expect(action).toEqual({ type: "redirect", ...UNCHANGED, ...expected });
  });

  test("within HTTPS", () => {
    const filters: Filter[] = [{ type: "RequestRedirect", scheme: "https", hostname: "b.com" }];
    expect(only({ filters }, { listener: HTTPS }).action).toMatchObject({
      protocol: "HTTPS",
      port: "443",
      host: "b.com",
    });
  });
});

test("a fixed response", () => {
  const filters: Filter[] = [{ type: "FixedResponse", statusCode: 403, contentType: "application/json", body: "{}" }];
  expect(only({ filters }).action).toEqual({
    type: "fixed-response",
    statusCode: 403,
    contentType: "application/json",
    body: "{}",
  });
});

describe("rewrites", () => {
  const replacePrefix = (replacePrefixMatch: string) => ({ type: "ReplacePrefixMatch", replacePrefixMatch }) as const;
  const rows: readonly (readonly [string, string, string, { regex: string; replace: string } | undefined])[] = [
    ["a prefix by another", "/foo", "/v1", { regex: "^/foo", replace: "/v1" }],
    ["slashes at the end do not count", "/foo/", "/v1/", { regex: "^/foo", replace: "/v1" }],
    ["a prefix by nothing", "/foo", "", { regex: "^/foo/?", replace: "/" }],
    ["a prefix by /", "/foo", "/", { regex: "^/foo/?", replace: "/" }],
    ["/ by a prefix", "/", "/v1", { regex: "^/", replace: "/v1/" }],
    ["a prefix by itself", "/foo", "/foo", undefined],
    ["a prefix with a dot", "/a.b", "/v1", { regex: "^/a\\.b", replace: "/v1" }],
  ];
  test.each(rows)("%s", (_, match, replacement, expected) => {
    const filters: Filter[] = [{ type: "URLRewrite", path: replacePrefix(replacement) }];
    const { transforms } = only({ matches: [prefix(match)], filters, backends: [{ service: "a" }] });
    expect(transforms).toEqual(expected === undefined ? [] : [{ type: "url-rewrite", ...expected }]);
  });

  test("the whole path and the host", () => {
    const path = { type: "ReplaceFullPath", replaceFullPath: "/new" } as const;
    const filters: Filter[] = [{ type: "URLRewrite", hostname: "internal.example.com", path }];
    const { transforms } = only({ filters, backends: [{ service: "a" }] });
    expect(transforms).toEqual([
      { type: "url-rewrite", regex: "^[^?]*", replace: "/new" },
      { type: "host-header-rewrite", regex: "^.*$", replace: "internal.example.com" },
    ]);
  });

  test("each prefix has its own rule, since each is replaced by itself", () => {
    const filters: Filter[] = [{ type: "URLRewrite", path: replacePrefix("/v1") }];
    const route: Route = {
      name: "route",
      matches: [prefix("/a"), prefix("/b")],
      filters,
      backends: [{ service: "s" }],
    };
    const { rules } = lowerRoute(route, 0, { router: { name: "router" }, listener: HTTP });
    expect(rules.map(({ transforms }) => transforms[0]?.regex)).toEqual(["^/a", "^/b"]);
  });
});
