import { explainOutput, readTargets } from "../../lib/parity";
import type { Decision, DecisionRequest } from "../../lib/routing";
import { type AlbSpec, albStack, forwardTo, get, type RuleSpec } from "./support/alb-stack";

function decide(rules: readonly RuleSpec[], request: DecisionRequest, spec: AlbSpec = {}): Decision {
  const [target, ...others] = readTargets(albStack(rules, spec));
  if (target === undefined || others.length > 0) throw new Error("one load balancer was expected");
  return target.decide(request);
}

/** Whether one rule with these conditions applies. */
function applies(condition: RuleSpec["condition"], request: DecisionRequest): boolean {
  return decide([{ name: "rule", condition: condition ?? [] }], request).route === "rule";
}

const CONDITIONS_PAGE = "ELB user guide, Condition types for listener rules";

interface ConditionCase {
  readonly page: string;
  readonly condition: NonNullable<RuleSpec["condition"]>;
  readonly fits: readonly DecisionRequest[];
  readonly fitsNot: readonly DecisionRequest[];
}

const CONDITION_CASES: Readonly<Record<string, ConditionCase>> = {
  "host-header: a wildcard host does not stand for the apex": {
    page: `${CONDITIONS_PAGE}, Host conditions`,
    condition: [{ host_header: { values: ["*.example.com"] } }],
    fits: [get("http://test.example.com/")],
    fitsNot: [get("http://example.com/"), get("http://example.org/")],
  },
  "host-header: * crosses dots, ? is one character": {
    page: `${CONDITIONS_PAGE}, Host conditions`,
    condition: [{ host_header: { values: ["*.example.com", "api?.example.org"] } }],
    fits: [get("http://a.b.example.com/"), get("http://api1.example.org/")],
    fitsNot: [get("http://api.example.org/"), get("http://api12.example.org/")],
  },
  "host-header: case does not matter": {
    page: `${CONDITIONS_PAGE}, Host conditions`,
    condition: [{ host_header: { values: ["Example.COM"] } }],
    fits: [get("http://example.com/"), get("http://EXAMPLE.com/")],
    fitsNot: [get("http://www.example.com/")],
  },
  "host-header: a port that the client names is part of the field": {
    page: "Terraform AWS provider, aws_lb_listener_rule, host_header",
    condition: [{ host_header: { values: ["a.com"], regex_values: ["^b\\.com(?::[0-9]+)?$"] } }],
    fits: [get("http://a.com:80/"), get("http://b.com/"), get("http://b.com:8443/")],
    fitsNot: [get("http://a.com:8080/"), get("http://a.com./")],
  },
  "host-header: one of several values suffices": {
    page: "ELB API reference, HostHeaderConditionConfig",
    condition: [{ host_header: { values: ["a.example.com", "b.example.com"] } }],
    fits: [get("http://a.example.com/"), get("http://b.example.com/")],
    fitsNot: [get("http://c.example.com/")],
  },
  "host-header: regular expressions ignore case": {
    page: "ELB API reference, HostHeaderConditionConfig (RegexValues)",
    condition: [{ host_header: { regex_values: ["^[a-z0-9]+\\.example\\.com$"] } }],
    fits: [get("http://Test.example.com/")],
    fitsNot: [get("http://a.b.example.com/"), get("http://example.com/")],
  },
  "path-pattern: /img/* needs what follows the slash": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/img/*"] } }],
    fits: [get("http://a.com/img/picture.jpg"), get("http://a.com/img/a/b"), get("http://a.com/img/")],
    fitsNot: [get("http://a.com/img"), get("http://a.com/imgs/x"), get("http://a.com/a/img/x")],
  },
  "path-pattern: case matters": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/Img/*"] } }],
    fits: [get("http://a.com/Img/x")],
    fitsNot: [get("http://a.com/img/x")],
  },
  "path-pattern: ? is exactly one character": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/api/v?/*"] } }],
    fits: [get("http://a.com/api/v1/x"), get("http://a.com/api/v2/")],
    fitsNot: [get("http://a.com/api/v12/x"), get("http://a.com/api/v/x")],
  },
  "path-pattern: the query is no part of it": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/users"] } }],
    fits: [get("http://a.com/users?page=2")],
    fitsNot: [get("http://a.com/?users")],
  },
  "path-pattern: it is compared after the URI is normalized": {
    page: "ELB user guide, Listeners, Listener rules",
    condition: [{ path_pattern: { values: ["/a/c"] } }],
    fits: [get("http://a.com/a/b/../c"), get("http://a.com/%61//c")],
    fitsNot: [get("http://a.com/a/b/c")],
  },
  "path-pattern: a regular expression without anchors fits anywhere": {
    page: "ELB API reference, PathPatternConditionConfig (RegexValues)",
    condition: [{ path_pattern: { regex_values: ["^/api/", "v[0-9]+"] } }],
    fits: [get("http://a.com/api/x"), get("http://a.com/x/v2/y")],
    fitsNot: [get("http://a.com/apis"), get("http://a.com/API/x")],
  },
  "http-header: name and value ignore case, wildcards count": {
    page: `${CONDITIONS_PAGE}, HTTP header conditions`,
    condition: [
      {
        http_header: {
          http_header_name: "User-Agent",
          values: ["*Chrome*", "*Safari*"],
        },
      },
    ],
    fits: [get("http://a.com/", [["user-agent", "x safari y"]]), get("http://a.com/", [["USER-AGENT", "Chrome"]])],
    fitsNot: [get("http://a.com/", [["user-agent", "curl"]]), get("http://a.com/")],
  },
  "http-header: a repeated field is searched value by value": {
    page: "ELB API reference, HttpHeaderConditionConfig",
    condition: [{ http_header: { http_header_name: "x", values: ["1"] } }],
    fits: [
      get("http://a.com/", [
        ["x", "2"],
        ["x", "1"],
      ]),
    ],
    fitsNot: [get("http://a.com/", [["x", "2, 1"]])],
  },
  "http-header: two conditions must both hold": {
    page: `${CONDITIONS_PAGE}, HTTP header conditions`,
    condition: [
      { http_header: { http_header_name: "x", values: ["1"] } },
      { http_header: { http_header_name: "y", values: ["2"] } },
    ],
    fits: [
      get("http://a.com/", [
        ["x", "1"],
        ["y", "2"],
      ]),
    ],
    fitsNot: [get("http://a.com/", [["x", "1"]]), get("http://a.com/", [["y", "2"]])],
  },
  "http-request-method: exact, with regard to case, custom ones too": {
    page: `${CONDITIONS_PAGE}, HTTP request method conditions`,
    condition: [{ http_request_method: { values: ["CUSTOM-METHOD", "GET"] } }],
    fits: [get("http://a.com/"), { method: "CUSTOM-METHOD", url: "http://a.com/" }],
    fitsNot: [
      { method: "get", url: "http://a.com/" },
      { method: "HEAD", url: "http://a.com/" },
    ],
  },
  "query-string: a pair, or a value under any key": {
    page: `${CONDITIONS_PAGE}, Query string conditions`,
    condition: [{ query_string: [{ key: "version", value: "v1" }, { value: "example" }] }],
    fits: [get("http://a.com/?version=v1"), get("http://a.com/?x=example"), get("http://a.com/?a=b&VERSION=V1")],
    fitsNot: [get("http://a.com/?version=v2"), get("http://a.com/?example"), get("http://a.com/")],
  },
  "query-string: wildcards, and a backslash that takes their meaning away": {
    page: "ELB API reference, QueryStringConditionConfig",
    condition: [
      {
        query_string: [
          { key: "q", value: "a*" },
          { key: "p", value: "what\\?" },
        ],
      },
    ],
    fits: [get("http://a.com/?q=abc"), get("http://a.com/?p=what?")],
    fitsNot: [get("http://a.com/?p=whats"), get("http://a.com/?q=ba")],
  },
  "query-string: one pair of a repeated key suffices": {
    page: "ELB API reference, QueryStringConditionConfig",
    condition: [{ query_string: [{ key: "v", value: "2" }] }],
    fits: [get("http://a.com/?v=1&v=2")],
    fitsNot: [get("http://a.com/?v=1")],
  },
  "source-ip: the peer's address, never X-Forwarded-For": {
    page: `${CONDITIONS_PAGE}, Source IP address conditions`,
    condition: [
      {
        source_ip: {
          values: ["192.0.2.0/24", "198.51.100.10/32", "2001:db8::/32"],
        },
      },
    ],
    fits: ["192.0.2.7", "198.51.100.10", "2001:db8::1"].map((sourceIp) => ({
      ...get("http://a.com/"),
      sourceIp,
    })),
    fitsNot: [
      { ...get("http://a.com/"), sourceIp: "198.51.100.11" },
      {
        ...get("http://a.com/", [["x-forwarded-for", "192.0.2.7"]]),
        sourceIp: "10.0.0.1",
      },
    ],
  },
  "conditions of different types must all hold": {
    page: "ELB user guide, Listener rules",
    condition: [{ host_header: { values: ["a.com"] } }, { path_pattern: { values: ["/x", "/y"] } }],
    fits: [get("http://a.com/x"), get("http://a.com/y")],
    fitsNot: [get("http://b.com/x"), get("http://a.com/z")],
  },
};

describe("conditions of an Application Load Balancer", () => {
  test.each(Object.entries(CONDITION_CASES))("%s", (_, { condition, fits, fitsNot }) => {
    for (const request of fits) expect([request, applies(condition, request)]).toEqual([request, true]);
    for (const request of fitsNot) expect([request, applies(condition, request)]).toEqual([request, false]);
  });

  test("each case names the page it was taken from", () => {
    for (const { page } of Object.values(CONDITION_CASES)) expect(page).toMatch(/^(ELB|Terraform) /);
  });
});

describe("rules of an Application Load Balancer", () => {
  // ELB user guide, Listener rules: "Rules are evaluated in priority order, from the lowest value to the highest".
  test("are tried from the lowest priority up, whatever their order in the file", () => {
    const rules: RuleSpec[] = [
      {
        name: "late",
        priority: 20,
        condition: [{ path_pattern: { values: ["/*"] } }],
      },
      {
        name: "early",
        priority: 3,
        condition: [{ path_pattern: { values: ["/a*"] } }],
        action: forwardTo("green"),
      },
    ];
    expect(decide(rules, get("http://a.com/abc"))).toMatchObject({
      route: "early",
      service: "green",
    });
    expect(decide(rules, get("http://a.com/b"))).toMatchObject({
      route: "late",
      service: "blue",
    });
  });

  test("leave what none takes to the default action", () => {
    const rules: RuleSpec[] = [{ name: "rule", condition: [{ path_pattern: { values: ["/a"] } }] }];
    expect(decide(rules, get("http://a.com/b?q=1"))).toMatchObject({
      listener: "web",
      route: null,
      service: null,
      status: 404,
      path: "/b?q=1",
      host: "a.com",
      response: { contentType: "text/plain", body: "nothing here" },
    });
    const forwarded = decide(rules, get("http://a.com/b"), {
      defaultAction: forwardTo("green"),
    });
    expect(forwarded).toMatchObject({
      route: null,
      service: "green",
      status: null,
    });
  });

  // ELB user guide, Forward actions: weights of target groups, 0 to 999.
  test("share requests among target groups by weight", () => {
    const target_group = [
      { arn: "${aws_lb_target_group.blue.arn}", weight: 10 },
      { arn: "${aws_lb_target_group.green.arn}", weight: 30 },
    ];
    const action = { type: "forward", forward: { target_group } };
    expect(decide([{ name: "rule", action }], get("http://a.com/"))).toMatchObject({
      service: "green",
      backends: [
        { service: "blue", weight: 10, share: 0.25 },
        { service: "green", weight: 30, share: 0.75 },
      ],
    });
  });

  test("may authenticate before they act", () => {
    const stack = albStack([{ name: "rule" }]);
    const rule = stack.resource.aws_lb_listener_rule.rule;
    if (rule === undefined) throw new Error("no rule");
    rule.action.unshift({ ...forwardTo("green"), order: 2 });
    rule.action[1] = { type: "authenticate-oidc", order: 1 };
    expect(readTargets(stack)[0]?.decide(get("http://a.com/"))).toMatchObject({
      service: "green",
    });
    expect(JSON.stringify(explainOutput(stack, get("http://a.com/")))).toContain(
      "sign in with OpenID Connect, then forward to green",
    );
  });

  test("are named by their tags, and by their resources where somebody else wrote them", () => {
    const tags = { "portico:router": "shop", "portico:route": "users" };
    expect(decide([{ name: "r1", tags }], get("http://a.com/"))).toMatchObject({
      router: "shop",
      route: "users",
    });
    expect(decide([{ name: "r1" }], get("http://a.com/"))).toMatchObject({
      router: null,
      route: "r1",
    });
    const unnamed = { "portico:router": "shop" };
    expect(decide([{ name: "r1", tags: unnamed }], get("http://a.com/"))).toMatchObject({ route: null });
  });

  // ELB user guide, Troubleshoot, "HTTP 503: Service unavailable". Who registers targets elsewhere is not known.
  test("answer 503 where a target group of the same program has no target", () => {
    const stack = albStack([{ name: "rule", transform: [] }]);
    const tagged = { ...stack.resource, aws_lb_target_group: { blue: { tags: { "portico:service": "users" } } } };
    expect(readTargets({ resource: tagged })[0]?.decide(get("http://a.com/x"))).toMatchObject({
      route: "rule",
      service: "users",
      status: 503,
      path: "/x",
    });
  });

  const BLUE = "${aws_lb_target_group.blue.arn}";

  test.each<[string, string, object]>([
    ["an address", "aws_lb_target_group_attachment", { target_group_arn: BLUE, target_id: "10.0.0.1" }],
    ["an Auto Scaling group", "aws_autoscaling_attachment", { lb_target_group_arn: BLUE }],
    ["tasks of ECS", "aws_ecs_service", { load_balancer: [{ target_group_arn: BLUE }] }],
    ["pods", "kubernetes_manifest", { manifest: { kind: "TargetGroupBinding", spec: { targetGroupARN: BLUE } } }],
  ])("lead to %s in the target group", (_, type, body) => {
    const { resource } = albStack([{ name: "rule" }]);
    const tagged = { ...resource, aws_lb_target_group: { blue: { tags: { "portico:service": "users" } } } };
    const [target] = readTargets({ resource: { ...tagged, [type]: { one: body } } });
    expect(target?.decide(get("http://a.com/x"))).toMatchObject({ service: "users", status: null });
  });

  test("may lead to target groups of another stack", () => {
    const arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/my-targets/73e2d6bc24d8a067";
    const rules = [{ name: "rule", action: { type: "forward", target_group_arn: arn } }];
    expect(decide(rules, get("http://a.com/"))).toMatchObject({
      service: "my-targets",
    });
    const reference = {
      type: "forward",
      target_group_arn: "${data.aws_lb_target_group.users.arn}",
    };
    expect(decide([{ name: "rule", action: reference }], get("http://a.com/"))).toMatchObject({
      service: "data.aws_lb_target_group.users.arn",
    });
  });
});

describe("redirects of an Application Load Balancer", () => {
  // ELB user guide, Redirect actions.
  const CASES: readonly [what: string, redirect: Record<string, string>, url: string, location: string][] = [
    [
      "to HTTPS on port 443, the rest kept",
      {
        protocol: "HTTPS",
        port: "443",
        host: "#{host}",
        path: "/#{path}",
        query: "#{query}",
        status_code: "HTTP_301",
      },
      "http://example.com/a/b?c=d",
      "https://example.com:443/a/b?c=d",
    ],
    [
      "to HTTPS on port 40443, what is not given kept",
      { protocol: "HTTPS", port: "40443", status_code: "HTTP_301" },
      "http://example.com/a?c=d",
      "https://example.com:40443/a?c=d",
    ],
    [
      "to a path that holds the old one",
      { path: "/new/#{path}", status_code: "HTTP_302" },
      "http://example.com/a/b",
      "http://example.com:80/new/a/b",
    ],
    [
      "with keywords in the query",
      {
        path: "/",
        query: "from=#{host}&path=#{path}&port=#{port}&by=#{protocol}",
        status_code: "HTTP_302",
      },
      "http://example.com/a",
      "http://example.com:80/?from=example.com&path=a&port=80&by=http",
    ],
    [
      "without the query",
      { host: "www.#{host}", query: "", status_code: "HTTP_302" },
      "http://example.com/a?b=c",
      "http://www.example.com:80/a",
    ],
  ];

  test.each(CASES)("%s", (_, redirect, url, location) => {
    const decision = decide([{ name: "rule", action: { type: "redirect", redirect } }], get(url));
    const status = redirect.status_code === "HTTP_301" ? 301 : 302;
    expect(decision).toMatchObject({
      route: "rule",
      service: null,
      status,
      location,
    });
  });

  test("keep the listener's own scheme and port", () => {
    const rules = [
      {
        name: "rule",
        action: {
          type: "redirect",
          redirect: { path: "/x", status_code: "HTTP_302" },
        },
      },
    ];
    const decision = decide(rules, get("https://example.com:8443/"), {
      protocol: "HTTPS",
      port: 8443,
    });
    expect(decision.location).toBe("https://example.com:8443/x");
  });
});

describe("transforms of an Application Load Balancer", () => {
  const TRANSFORMS_PAGE = "ELB user guide, Transforms for listener rules";
  const url = (regex: string, replace: string) => ({
    type: "url-rewrite",
    url_rewrite_config: { rewrite: { regex, replace } },
  });
  const host = (regex: string, replace: string) => ({
    type: "host-header-rewrite",
    host_header_rewrite_config: { rewrite: { regex, replace } },
  });

  const CASES: readonly [string, NonNullable<RuleSpec["transform"]>, string, Partial<Decision>][] = [
    [
      "the guide's own host rewrite",
      [host("^mywebsite-(.+).com$", "internal.dev.$1.myweb.com")],
      "http://mywebsite-example.com/project-a",
      { host: "internal.dev.example.myweb.com", path: "/project-a" },
    ],
    [
      "a prefix is taken off, the query with its path seen by the expression",
      [url("^/users(/.*)?$", "/v1$1")],
      "http://a.com/users/7",
      { path: "/v1/7" },
    ],
    [
      "path and query are one text",
      [url("^/find\\?q=(.*)$", "/search/$1")],
      "http://a.com/find?q=x",
      { path: "/search/x" },
    ],
    ["no match leaves the request as it is", [url("^/none$", "/x")], "http://a.com/some?a=b", { path: "/some?a=b" }],
    ["a group that took nothing is empty", [url("^/a(/b)?$", "/c$1")], "http://a.com/a", { path: "/c" }],
    ["what can be no path is a failure", [url("^/a$", "a")], "http://a.com/a", { status: 500, service: null }],
    [
      "one of each type",
      [url("^/a$", "/b"), host("^.*$", "internal.example")],
      "http://a.com/a",
      { path: "/b", host: "internal.example" },
    ],
  ];

  test.each(CASES)(`${TRANSFORMS_PAGE}: %s`, (_, transform, requested, expected) => {
    expect(decide([{ name: "rule", transform }], get(requested))).toMatchObject(expected);
  });

  test("do not change which rule applies", () => {
    const rules: RuleSpec[] = [
      {
        name: "first",
        priority: 1,
        condition: [{ path_pattern: { values: ["/a"] } }],
        transform: [url("^/a$", "/b")],
      },
      {
        name: "second",
        priority: 2,
        condition: [{ path_pattern: { values: ["/b"] } }],
      },
    ];
    expect(decide(rules, get("http://a.com/a"))).toMatchObject({
      route: "first",
      path: "/b",
    });
  });
});

describe("listeners of an Application Load Balancer", () => {
  const stack = albStack([{ name: "rule" }]);
  const two = {
    resource: {
      ...stack.resource,
      aws_lb_listener: {
        ...stack.resource.aws_lb_listener,
        secure: {
          load_balancer_arn: "${aws_lb.main.arn}",
          port: 443,
          protocol: "HTTPS",
          tags: { "portico:edge": "edge", "portico:listener": "https" },
          default_action: [forwardTo("green")],
        },
        bytes: {
          load_balancer_arn: "${aws_lb.net.arn}",
          port: 3306,
          protocol: "TCP",
          default_action: [],
        },
      },
    },
  };
  const [target, ...others] = readTargets(two);

  test("belong to one target a load balancer; those of a Network Load Balancer do not count", () => {
    expect([target?.name, others]).toEqual(['Application Load Balancer "main"', []]);
  });

  test.each([
    ["by scheme and port", get("https://a.com/"), { listener: "https", service: "green" }],
    ["by scheme where no port fits", get("https://a.com:9443/"), { listener: "https", service: "green" }],
    ["by the name asked for", { ...get("http://a.com/"), listener: "edge/https" }, { listener: "https" }],
    ["the first where the URL is a path", get("/x", [["host", "a.com"]]), { listener: "web", service: "blue" }],
  ])("are chosen %s", (_, request, expected) => {
    expect(target?.decide(request)).toMatchObject(expected);
  });

  test("that are not there are said to be missing", () => {
    expect(() => target?.decide({ ...get("http://a.com/"), listener: "other" })).toThrow(
      'no HTTP or HTTPS listener "other"; there is "main/web", "edge/https"',
    );
  });

  test("refuse what is no request before they try a rule", () => {
    expect(target?.decide(get("http://a.com/%zz"))).toMatchObject({
      status: 400,
      route: null,
      path: null,
      host: null,
    });
  });
});

test("a load balancer explains itself rule by rule", () => {
  const [target] = readTargets(
    albStack([
      {
        name: "a",
        priority: 1,
        condition: [{ path_pattern: { values: ["/a", "/a/*"] } }],
      },
      {
        name: "b",
        priority: 2,
        condition: [{ path_pattern: { values: ["/b"] } }],
        action: forwardTo("green"),
      },
    ]),
  );
  expect(target?.describe()).toMatchInlineSnapshot(`
    [
      "listener web, HTTP 80:",
      "  aws_lb_listener_rule.a, priority 1: path-pattern is /a or /a/* -> forward to blue (weight 1)",
      "  aws_lb_listener_rule.b, priority 2: path-pattern is /b -> forward to green (weight 1)",
      "  aws_lb_listener.web, default action: every request -> answer 404",
    ]
  `);
  expect(target?.explain(get("http://a.com/b")).steps).toMatchInlineSnapshot(`
    [
      {
        "action": "forward to blue (weight 1)",
        "because": "path-pattern is /a or /a/*; the request has /b",
        "conditions": "path-pattern is /a or /a/*",
        "result": "Passed",
        "rule": "aws_lb_listener_rule.a, priority 1",
      },
      {
        "action": "forward to green (weight 1)",
        "conditions": "path-pattern is /b",
        "result": "Decided",
        "rule": "aws_lb_listener_rule.b, priority 2",
      },
      {
        "action": "answer 404",
        "conditions": "every request",
        "result": "NotReached",
        "rule": "aws_lb_listener.web, default action",
      },
    ]
  `);
});
