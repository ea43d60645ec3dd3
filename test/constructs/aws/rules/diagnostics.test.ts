import { lowerRoute, type RuleContext, type RuleSpec } from "../../../../constructs/aws/rules";
import type { Filter, Route, RouteMatch } from "../../../../lib/topology";
import { PROXY_FILTERS } from "../../../support/proxy-filters";

interface Row {
  readonly code: string;
  readonly path: string;
  readonly why: string;
  readonly route: Partial<Route>;
  readonly context?: Partial<RuleContext>;
  /** What stands in for it where it is accepted. */
  readonly accepted?: (rules: readonly RuleSpec[]) => unknown;
}

const forward = { backends: [{ service: "a" }] };
const LONG = "x".repeat(130);

function matching(...matches: readonly RouteMatch[]): Partial<Route> {
  return { matches, ...forward };
}

function filtering(filter: Filter, more: Partial<Route> = {}): Partial<Route> {
  return { filters: [filter], ...more };
}

const leftOut = (rules: readonly RuleSpec[]) => rules.length === 0;
const unchanged = (rules: readonly RuleSpec[]) => rules.length === 1 && rules[0]?.action.type === "forward";

const ROWS: readonly Row[] = [
  {
    code: "alb-host-length",
    path: "hostnames",
    why: "a host of more than 128 characters",
    route: { hostnames: [`${"a.".repeat(64)}com`], ...forward },
    accepted: leftOut,
  },
  {
    code: "alb-path-length",
    path: "matches[0].path.value",
    why: "a path of more than 128 characters",
    route: matching({ path: { type: "Exact", value: `/${LONG}` } }),
    accepted: leftOut,
  },
  {
    code: "alb-path-length",
    path: "matches[0].path.value",
    why: "a prefix whose /* is one too many",
    route: matching({ path: { type: "PathPrefix", value: `/${"x".repeat(126)}` } }),
    accepted: leftOut,
  },
  {
    code: "alb-path-length",
    path: "matches[0].path.value",
    why: "an expression of more than 126 characters",
    route: matching({ path: { type: "RegularExpression", value: `/${"x".repeat(126)}` } }),
    accepted: leftOut,
  },
  {
    code: "alb-regex-syntax",
    path: "matches[0].path.value",
    why: "flags",
    route: matching({ path: { type: "RegularExpression", value: "(?i)/a" } }),
    accepted: unchanged,
  },
  {
    code: "alb-regex-syntax",
    path: "matches[0].path.value",
    why: "a named group",
    route: matching({ path: { type: "RegularExpression", value: "/(?P<n>a)" } }),
  },
  {
    code: "alb-regex-syntax",
    path: "matches[0].path.value",
    why: "a Unicode class",
    route: matching({ path: { type: "RegularExpression", value: "/\\p{L}+" } }),
  },
  {
    code: "alb-regex-syntax",
    path: "matches[0].path.value",
    why: "quoting",
    route: matching({ path: { type: "RegularExpression", value: "/\\Qa\\E" } }),
  },
  {
    code: "alb-header-host",
    path: "matches[0].headers[0].name",
    why: "Host as a header",
    route: matching({ headers: [{ name: "Host", value: "1" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-header-name",
    path: "matches[0].headers[0].name",
    why: "a name of more than 40 characters",
    route: matching({ headers: [{ name: "x".repeat(41), value: "1" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-header-name",
    path: "matches[0].headers[0].name",
    why: "a name that is dropped as invalid",
    route: matching({ headers: [{ name: "x_y", value: "1" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-header-value",
    path: "matches[0].headers[0].value",
    why: "a value of more than 128 characters",
    route: matching({ headers: [{ name: "x", value: "1".repeat(129) }] }),
    accepted: leftOut,
  },
  {
    code: "alb-header-value",
    path: "matches[0].headers[0].value",
    why: "a value that is not ASCII",
    route: matching({ headers: [{ name: "x", value: "é" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-header-value-case",
    path: "matches[0].headers[0].value",
    why: "a value with letters",
    route: matching({ headers: [{ name: "x", value: "beta" }] }),
    accepted: (rules) => rules[0]?.conditions.headers[0],
  },
  {
    code: "alb-header-value-case",
    path: "matches[0].headers[0].value",
    why: "an expression with letters",
    route: matching({ headers: [{ type: "RegularExpression", name: "x", value: "v[0-9]" }] }),
  },
  {
    code: "alb-query-case",
    path: "matches[0].queryParams[0]",
    why: "a query parameter whose name has letters",
    route: matching({ queryParams: [{ name: "v", value: "2" }] }),
    accepted: (rules) => rules[0]?.conditions.queryStrings[0],
  },
  {
    code: "alb-query-regex",
    path: "matches[0].queryParams[0]",
    why: "an expression for a query parameter",
    route: matching({ queryParams: [{ type: "RegularExpression", name: "_", value: "1" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-query-value",
    path: "matches[0].queryParams[0]",
    why: "a value that may be percent-encoded",
    route: matching({ queryParams: [{ name: "_", value: "1 2" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-query-value",
    path: "matches[0].queryParams[0]",
    why: "an empty value",
    route: matching({ queryParams: [{ name: "_", value: "" }] }),
    accepted: leftOut,
  },
  {
    code: "alb-query-length",
    path: "matches[0].queryParams[0]",
    why: "a value of more than 128 characters",
    route: matching({ queryParams: [{ name: "_", value: "1".repeat(129) }] }),
    accepted: leftOut,
  },
  {
    code: "alb-condition-values",
    path: "matches[0]",
    why: "six conditions",
    route: matching({
      method: "GET",
      path: { type: "Exact", value: "/a" },
      headers: ["a", "b", "c", "d"].map((name) => ({ name, value: "1" })),
    }),
    accepted: leftOut,
  },
  {
    code: "alb-backends",
    path: "backends",
    why: "six services",
    route: { backends: [1, 2, 3, 4, 5, 6].map((weight) => ({ service: `s${weight}`, weight })) },
    accepted: (rules) => targets(rules),
  },
  {
    code: "alb-weight",
    path: "backends",
    why: "weights that cannot be reduced",
    route: {
      backends: [
        { service: "a", weight: 100_003 },
        { service: "b", weight: 2 },
      ],
    },
    accepted: (rules) => targets(rules),
  },
  {
    code: "alb-protocol-version",
    path: "backends[0]",
    why: "gRPC behind an HTTP listener",
    route: forward,
    context: { protocolOf: () => "GRPC" },
    accepted: unchanged,
  },
  {
    code: "alb-redirect-status",
    path: "filters[0].statusCode",
    why: "308",
    route: filtering({ type: "RequestRedirect", scheme: "https", statusCode: 308 }),
    accepted: (rules) => rules[0]?.action,
  },
  {
    code: "alb-redirect-downgrade",
    path: "filters[0].scheme",
    why: "from HTTPS to HTTP",
    route: filtering({ type: "RequestRedirect", scheme: "http" }),
    context: { listener: { protocol: "HTTPS", port: 443 } },
  },
  {
    code: "alb-redirect-loop",
    path: "filters[0]",
    why: "to where the request came from",
    route: filtering({ type: "RequestRedirect", scheme: "https" }),
    context: { listener: { protocol: "HTTPS", port: 443 } },
  },
  {
    code: "alb-redirect-loop",
    path: "filters[0]",
    why: "to one of the route's own hosts",
    route: filtering({ type: "RequestRedirect", hostname: "a.com" }, { hostnames: ["a.com", "b.com"] }),
  },
  {
    code: "alb-redirect-loop",
    path: "filters[0]",
    why: "nothing changed",
    route: filtering({ type: "RequestRedirect", statusCode: 301 }),
  },
  {
    code: "alb-redirect-length",
    path: "filters[0]",
    why: "a path of more than 128 characters",
    route: filtering({ type: "RequestRedirect", path: { type: "ReplaceFullPath", replaceFullPath: `/${LONG}` } }),
  },
  {
    code: "alb-redirect-prefix",
    path: "filters[0].path",
    why: "another prefix",
    route: filtering(
      { type: "RequestRedirect", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } },
      { matches: [{ path: { type: "PathPrefix", value: "/a" } }] },
    ),
    accepted: (rules) => rules[0]?.action,
  },
  {
    code: "alb-fixed-response-status",
    path: "filters[0].statusCode",
    why: "a status of 3xx",
    route: filtering({ type: "FixedResponse", statusCode: 304 }),
    accepted: (rules) => rules[0]?.action,
  },
  {
    code: "alb-fixed-response-content-type",
    path: "filters[0].contentType",
    why: "another content type",
    route: filtering({ type: "FixedResponse", statusCode: 200, contentType: "image/png" }),
    accepted: (rules) => rules[0]?.action,
  },
  {
    code: "alb-fixed-response-body",
    path: "filters[0].body",
    why: "more than 1024 bytes, counted in UTF-8",
    route: filtering({ type: "FixedResponse", statusCode: 200, body: "é".repeat(513) }),
    accepted: (rules) => rules[0]?.action,
  },
  {
    code: "alb-rewrite-dollar",
    path: "filters[0]",
    why: "a $ in the new path",
    route: filtering({ type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: "/$1" } }, forward),
  },
  {
    code: "alb-rewrite-length",
    path: "filters[0]",
    why: "more than 1024 characters",
    route: filtering(
      { type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: `/${"x".repeat(1024)}` } },
      forward,
    ),
  },
  {
    code: "alb-header-modifier",
    path: "filters[0]",
    why: "a changed request field",
    route: filtering({ type: "RequestHeaderModifier", remove: ["x"] }, forward),
    accepted: unchanged,
  },
  {
    code: "alb-header-modifier",
    path: "filters[0]",
    why: "a changed response field",
    route: filtering({ type: "ResponseHeaderModifier", remove: ["x"] }, forward),
    accepted: unchanged,
  },
  ...PROXY_FILTERS.map(([feature, filter]) => ({
    code: ["cors", "compression", "error-pages"].includes(feature) ? "alb-filter" : "alb-access-filter",
    path: "filters[0]",
    why: `the filter ${filter.type}`,
    route: filtering(filter, forward),
    accepted: unchanged,
  })),
  {
    code: "alb-mirror",
    path: "filters[0]",
    why: "a mirror",
    route: filtering({ type: "RequestMirror", service: "b" }, forward),
    accepted: unchanged,
  },
  {
    code: "alb-timeouts",
    path: "timeouts",
    why: "a time limit for requests",
    route: { timeouts: { request: "10s" }, ...forward },
    accepted: unchanged,
  },
  {
    code: "alb-timeouts",
    path: "timeouts",
    why: "a time limit for tries",
    route: { timeouts: { backendRequest: "10s" }, ...forward },
    accepted: unchanged,
  },
  {
    code: "alb-retry",
    path: "retry",
    why: "further tries",
    route: { retry: { attempts: 2 }, ...forward },
    accepted: unchanged,
  },
];

function targets(rules: readonly RuleSpec[]): unknown {
  const action = rules[0]?.action;
  return action?.type === "forward" ? action.targets.map(({ service, weight }) => `${service} ${weight}`) : undefined;
}

function lowered(route: Partial<Route>, context: Partial<RuleContext> = {}) {
  return lowerRoute({ name: "route", ...route }, 0, {
    router: { name: "router" },
    listener: { protocol: "HTTP", port: 80 },
    ...context,
  });
}

describe("what a load balancer cannot express", () => {
  test.each(ROWS)("$code: $why", ({ code, path, route, context }) => {
    const { diagnostics } = lowered(route, context);
    expect(diagnostics).toEqual([
      { code, path, severity: "error", message: expect.any(String), remedy: expect.any(String) },
    ]);
  });

  test.each(ROWS.filter(({ accepted }) => accepted !== undefined))("$code, accepted: $why", (row) => {
    expect(row.accepted?.(lowered(row.route, row.context).rules)).toMatchSnapshot();
  });
});

test("the messages read as one would say them", () => {
  const lines = ROWS.flatMap(({ route, context }) => lowered(route, context).diagnostics).map(
    ({ code, message, remedy }) => `${code}: ${message.replaceAll(/x{20,}|1{20,}/g, "...")}; ${remedy}`,
  );
  expect([...new Set(lines)].sort()).toMatchSnapshot();
});

describe("what has an exact counterpart, or is refused on every platform, is not reported", () => {
  const rows: readonly (readonly [string, Partial<Route>])[] = [
    ["no limit on requests", { timeouts: { request: "0s" }, ...forward }],
    ["no further tries", { retry: { attempts: 0 }, ...forward }],
    ["a header value of digits", matching({ headers: [{ name: "x-canary", value: "1" }] })],
    [
      "an expression of classes",
      matching({ headers: [{ type: "RegularExpression", name: "x", value: "\\d+[[:digit:]]" }] }),
    ],
    ["a group that is not captured", matching({ path: { type: "RegularExpression", value: "/(?:a|b)" } })],
    [
      "lookaround, which no route may have",
      matching({ path: { type: "RegularExpression", value: "/a(?=b)(?!c)(?<=d)(?<!e)" } }),
    ],
    [
      "weights in thousands",
      {
        backends: [
          { service: "a", weight: 5000 },
          { service: "b", weight: 2500 },
        ],
      },
    ],
    ["to HTTPS from HTTP", filtering({ type: "RequestRedirect", scheme: "https", statusCode: 301 })],
  ];
  test.each(rows)("%s", (_, route) => {
    expect(lowered(route).diagnostics).toEqual([]);
  });
});
