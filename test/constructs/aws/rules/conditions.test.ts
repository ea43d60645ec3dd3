import { lowerRoute, type RuleConditions } from "../../../../constructs/aws/rules";
import type { Route, RouteMatch } from "../../../../lib/topology";

type Written = Partial<RuleConditions>;

interface Row {
  readonly name: string;
  readonly matches?: readonly RouteMatch[];
  readonly hostnames?: readonly string[];
  readonly routerHostnames?: readonly string[];
  readonly port?: number;
  readonly rules: readonly Written[];
}

const EIGHTY = "x".repeat(80);

const ROWS: readonly Row[] = [
  // Paths
  { name: "no match at all", rules: [{ path: { values: ["/*"] } }] },
  { name: "the prefix /", matches: [prefix("/")], rules: [{ path: { values: ["/*"] } }] },
  { name: "a prefix", matches: [prefix("/users")], rules: [{ path: { values: ["/users", "/users/*"] } }] },
  {
    name: "a prefix with a slash",
    matches: [prefix("/users/")],
    rules: [{ path: { values: ["/users", "/users/*"] } }],
  },
  { name: "an exact path", matches: [exact("/a/b")], rules: [{ path: { values: ["/a/b"] } }] },
  { name: "an exact path with a slash", matches: [exact("/a/")], rules: [{ path: { values: ["/a/"] } }] },
  {
    name: "every character that a value may hold",
    matches: [exact("/a_-.$~'@:+&")],
    rules: [{ path: { values: ["/a_-.$~'@:+&"] } }],
  },
  { name: "a literal * in an exact path", matches: [exact("/a*b")], rules: [{ path: { regexValues: ["^/a\\*b$"] } }] },
  {
    name: "a literal * in a prefix",
    matches: [prefix("/a*")],
    rules: [{ path: { regexValues: ["^/a\\*(?:/.*)?$"] } }],
  },
  { name: "an escape", matches: [exact("/a%20b")], rules: [{ path: { regexValues: ["^/a%20b$"] } }] },
  { name: "brackets", matches: [prefix("/a(b)")], rules: [{ path: { regexValues: ["^/a\\(b\\)(?:/.*)?$"] } }] },
  { name: "an expression", matches: [expression("/v[0-9]+")], rules: [{ path: { regexValues: ["^/v[0-9]+$"] } }] },
  {
    name: "an expression of alternatives",
    matches: [expression("/a|/b")],
    rules: [{ path: { regexValues: ["^(?:/a|/b)$"] } }],
  },

  // Hosts
  { name: "an exact host", hostnames: ["a.example.com"], rules: [{ host: { values: ["a.example.com"] } }] },
  { name: "a wildcard host", hostnames: ["*.example.com"], rules: [{ host: { values: ["*.example.com"] } }] },
  { name: "upper case", hostnames: ["A.Example.COM"], rules: [{ host: { values: ["a.example.com"] } }] },
  { name: "a router's host", routerHostnames: ["a.com"], rules: [{ host: { values: ["a.com"] } }] },
  {
    name: "a host in both lists",
    routerHostnames: ["*.a.com"],
    hostnames: ["b.a.com"],
    rules: [{ host: { values: ["b.a.com"] } }],
  },
  { name: "no host in both lists", routerHostnames: ["a.com"], hostnames: ["b.com"], rules: [] },
  {
    name: "a host without a dot",
    hostnames: ["intranet"],
    rules: [{ host: { regexValues: ["^intranet(?::[0-9]+)?$"] } }],
  },
  {
    name: "a top-level domain that is not letters alone",
    hostnames: ["a.xn--p1ai"],
    rules: [{ host: { regexValues: ["^a\\.xn--p1ai(?::[0-9]+)?$"] } }],
  },
  {
    name: "a listener whose port clients put into Host",
    port: 8080,
    hostnames: ["a.com"],
    rules: [{ host: { regexValues: ["^a\\.com(?::[0-9]+)?$"] } }],
  },
  {
    name: "a wildcard there",
    port: 8080,
    hostnames: ["*.a.com"],
    rules: [{ host: { regexValues: ["^.+\\.a\\.com(?::[0-9]+)?$"] } }],
  },
  {
    name: "hosts of one specificity together, others apart",
    hostnames: ["a.com", "*.b.com", "c.com", "*.d.b.com"],
    rules: [
      { host: { values: ["a.com", "c.com"] } },
      { host: { values: ["*.b.com"] } },
      { host: { values: ["*.d.b.com"] } },
    ],
  },

  // Headers, query parameters, methods, addresses
  {
    name: "a header whose value has no case",
    matches: [{ headers: [{ name: "X-Canary", value: "1" }] }],
    rules: [{ headers: [{ name: "X-Canary", values: ["1"] }] }],
  },
  {
    name: "a literal * in a header",
    matches: [{ headers: [{ name: "x", value: "*" }] }],
    rules: [{ headers: [{ name: "x", regexValues: ["^\\*$"] }] }],
  },
  {
    name: "an empty header",
    matches: [{ headers: [{ name: "x", value: "" }] }],
    rules: [{ headers: [{ name: "x", regexValues: ["^$"] }] }],
  },
  {
    name: "an expression for a header",
    matches: [{ headers: [{ type: "RegularExpression", name: "x", value: "\\d+|-" }] }],
    rules: [{ headers: [{ name: "x", regexValues: ["^(?:\\d+|-)$"] }] }],
  },
  {
    name: "a header twice: the first counts",
    matches: [
      {
        headers: [
          { name: "x", value: "1" },
          { name: "X", value: "2" },
        ],
      },
    ],
    rules: [{ headers: [{ name: "x", values: ["1"] }] }],
  },
  {
    name: "two headers",
    matches: [
      {
        headers: [
          { name: "x", value: "1" },
          { name: "y", value: "2" },
        ],
      },
    ],
    rules: [
      {
        headers: [
          { name: "x", values: ["1"] },
          { name: "y", values: ["2"] },
        ],
      },
    ],
  },
  {
    name: "a query parameter",
    matches: [{ queryParams: [{ name: "_", value: "2" }] }],
    rules: [{ queryStrings: [{ key: "_", value: "2" }] }],
  },
  {
    name: "a literal * in a query parameter",
    matches: [{ queryParams: [{ name: "_", value: "*" }] }],
    rules: [{ queryStrings: [{ key: "_", value: "\\*" }] }],
  },
  { name: "a method", matches: [{ method: "GET" }], rules: [{ method: "GET" }] },
  {
    name: "source ranges",
    matches: [{ sourceRanges: ["10.0.0.0/8", "2001:db8::/32"] }],
    rules: [{ sourceIps: ["10.0.0.0/8", "2001:db8::/32"] }],
  },
  {
    name: "a mapped source range",
    matches: [{ sourceRanges: ["::ffff:10.0.0.0/104"] }],
    rules: [{ sourceIps: ["10.0.0.0/8"] }],
  },

  // Sharing and splitting
  {
    name: "two prefixes of one depth in one rule",
    matches: [prefix("/a"), prefix("/b")],
    rules: [{ path: { values: ["/a", "/a/*", "/b", "/b/*"] } }],
  },
  {
    name: "prefixes of two depths in two rules",
    matches: [prefix("/a"), prefix("/b/c")],
    rules: [{ path: { values: ["/a", "/a/*"] } }, { path: { values: ["/b/c", "/b/c/*"] } }],
  },
  {
    name: "three prefixes in two rules",
    matches: [prefix("/a"), prefix("/b"), prefix("/c")],
    rules: [{ path: { values: ["/a", "/a/*", "/b", "/b/*"] } }, { path: { values: ["/c", "/c/*"] } }],
  },
  {
    name: "five exact paths in one rule",
    matches: ["/a", "/b", "/c", "/d", "/e"].map(exact),
    rules: [{ path: { values: ["/a", "/b", "/c", "/d", "/e"] } }],
  },
  {
    name: "six exact paths in two",
    matches: ["/a", "/b", "/c", "/d", "/e", "/f"].map(exact),
    rules: [{ path: { values: ["/a", "/b", "/c", "/d", "/e"] } }, { path: { values: ["/f"] } }],
  },
  {
    name: "hosts and prefixes",
    hostnames: ["a.com", "b.com"],
    matches: [prefix("/a"), prefix("/b")],
    rules: [
      { host: { values: ["a.com", "b.com"] }, path: { values: ["/a", "/a/*"] } },
      { host: { values: ["a.com", "b.com"] }, path: { values: ["/b", "/b/*"] } },
    ],
  },
  {
    name: "different conditions in different rules",
    matches: [{ ...exact("/a"), method: "GET" }, exact("/a")],
    rules: [{ path: { values: ["/a"] }, method: "GET" }, { path: { values: ["/a"] } }],
  },
  {
    name: "a prefix as one value where five are too few for two",
    hostnames: ["a.com"],
    matches: [
      {
        ...prefix("/a"),
        method: "GET",
        headers: [
          { name: "x", value: "1" },
          { name: "y", value: "1" },
        ],
      },
    ],
    rules: [
      {
        host: { values: ["a.com"] },
        path: { regexValues: ["^/a(?:/.*)?$"] },
        method: "GET",
        headers: [
          { name: "x", values: ["1"] },
          { name: "y", values: ["1"] },
        ],
      },
    ],
  },
  {
    name: "more source ranges than a rule takes",
    matches: [{ sourceRanges: ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8", "14.0.0.0/8", "15.0.0.0/8"] }],
    rules: [
      { sourceIps: ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8", "14.0.0.0/8"] },
      { sourceIps: ["15.0.0.0/8"] },
    ],
  },
  {
    name: "a long prefix that still fits",
    matches: [prefix(`/${EIGHTY}`)],
    rules: [{ path: { values: [`/${EIGHTY}`, `/${EIGHTY}/*`] } }],
  },
];

function prefix(value: string): RouteMatch {
  return { path: { type: "PathPrefix", value } };
}

function exact(value: string): RouteMatch {
  return { path: { type: "Exact", value } };
}

function expression(value: string): RouteMatch {
  return { path: { type: "RegularExpression", value } };
}

test.each(ROWS)("$name", ({ matches, hostnames, routerHostnames, port = 80, rules }) => {
  const route: Route = {
    name: "route",
    ...(matches === undefined ? {} : { matches }),
    ...(hostnames === undefined ? {} : { hostnames }),
    backends: [{ service: "service" }],
  };
  const router = { name: "router", ...(routerHostnames === undefined ? {} : { hostnames: routerHostnames }) };
  const lowered = lowerRoute(route, 0, { router, listener: { protocol: "HTTP", port } });
  expect(lowered.diagnostics).toEqual([]);
  expect(lowered.rules.map(({ conditions }) => conditions)).toEqual(
    rules.map((rule) => ({ headers: [], queryStrings: [], ...rule })),
  );
});
