import { type PorticoMatchers, porticoMatchers, type TestedRequest } from "portico/testing";
import { albStack, forwardTo, type RuleSpec } from "../parity/support/alb-stack";
import { ingressStack } from "../parity/support/ingress-stack";

const RULES: readonly RuleSpec[] = [
  {
    name: "users",
    priority: 1,
    condition: [{ path_pattern: { values: ["/users", "/users/*"] } }],
    tags: { "portico:route": "users" },
  },
  {
    name: "split",
    priority: 2,
    condition: [{ path_pattern: { values: ["/split"] } }],
    action: {
      type: "forward",
      forward: {
        target_group: [
          { arn: "${aws_lb_target_group.blue.arn}", weight: 90 },
          { arn: "${aws_lb_target_group.green.arn}", weight: 10 },
        ],
      },
    },
    tags: { "portico:route": "split" },
  },
  {
    name: "old",
    priority: 3,
    condition: [{ host_header: { values: ["old.example.com"] } }],
    action: {
      type: "redirect",
      redirect: {
        protocol: "HTTPS",
        host: "new.example.com",
        port: "443",
        status_code: "HTTP_301",
      },
    },
    tags: { "portico:route": "old" },
  },
  {
    name: "blocked",
    priority: 4,
    condition: [{ http_header: { http_header_name: "x-bad", values: ["1"] } }],
    action: {
      type: "fixed-response",
      fixed_response: { content_type: "text/plain", status_code: "403" },
    },
    tags: { "portico:route": "blocked" },
  },
];

/** As `Testing.synth` gives it: a JSON text. */
const ALB = JSON.stringify(albStack(RULES));

const USERS: TestedRequest = { host: "a.com", path: "/users/7" };
const OLD: TestedRequest = { host: "old.example.com", path: "/a?b=c" };

function messageOf(judged: () => void): string {
  try {
    judged();
  } catch (error) {
    return error instanceof Error ? stripColours(error.message) : String(error);
  }
  throw new Error("a failure was expected");
}

function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of terminals are such
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}

describe("toRoute", () => {
  test("holds for the route that a request takes", () => {
    expect(ALB).toRoute(USERS, "users");
    expect(ALB).not.toRoute({ path: "/orders" }, "users");
    expect(ALB).not.toRoute(USERS, "split");
  });

  test("holds for every service with a share, where no route has the name", () => {
    expect(ALB).toRoute({ path: "/split" }, "split");
    expect(ALB).toRoute({ path: "/split" }, "blue");
    expect(ALB).toRoute({ path: "/split" }, "green");
    expect(ALB).not.toRoute(USERS, "green");
  });

  test("does not hold for a route that answers by itself", () => {
    expect(ALB).not.toRoute(OLD, "old");
    expect(ALB).not.toRoute({ headers: { "x-bad": "1" } }, "blocked");
  });

  test("takes the parsed output too", () => {
    expect(albStack(RULES)).toRoute(USERS, "users");
  });
});

describe("toRedirect", () => {
  test("holds for the Location and status that are sent, a default port the same as none", () => {
    expect(ALB).toRedirect(OLD, {
      location: "https://new.example.com/a?b=c",
      status: 301,
    });
    expect(ALB).toRedirect(OLD, {
      location: "https://new.example.com:443/a?b=c",
    });
    expect(ALB).toRedirect(OLD, { status: 301 });
    expect(ALB).toRedirect(OLD);
  });

  test("does not hold for another place or status, or where nothing is redirected", () => {
    expect(ALB).not.toRedirect(OLD, { location: "https://new.example.com/a" });
    expect(ALB).not.toRedirect(OLD, {
      location: "https://new.example.com:8443/a?b=c",
    });
    expect(ALB).not.toRedirect(OLD, { status: 302 });
    expect(ALB).not.toRedirect(USERS);
  });
});

describe("toAnswer", () => {
  test("holds for what is answered before a service sees the request", () => {
    expect(ALB).toAnswer({ path: "/none" }, 404);
    expect(ALB).toAnswer({ headers: { "X-Bad": ["2", "1"] } }, 403);
    expect(ALB).toAnswer({ path: "/%zz" }, 400);
    expect(ALB).not.toAnswer(USERS, 200);
  });
});

describe("a failure", () => {
  test("shows the rules in order, and the one that decided", () => {
    expect(messageOf(() => expect(ALB).toRoute({ host: "a.com", path: "/split" }, "users"))).toMatchInlineSnapshot(`
      "expected GET http://a.com/split to route to "users"

      Application Load Balancer "main": route "split", goes to "blue" 90%, "green" 10%
      rules, in the order tried:
          1. aws_lb_listener_rule.users, priority 1: path-pattern is /users or /users/* -> forward to blue (weight 1) (passed over: path-pattern is /users or /users/*; the request has /split)
        > 2. aws_lb_listener_rule.split, priority 2: path-pattern is /split -> forward to blue (weight 90), green (weight 10) (decided)
          3. aws_lb_listener_rule.old, priority 3: host-header is old.example.com -> redirect with 301
          4. aws_lb_listener_rule.blocked, priority 4: http-header x-bad is 1 -> answer 403
          5. aws_lb_listener.web, default action: every request -> answer 404"
    `);
  });

  test("says which listener was asked in the place of one that there is not", () => {
    const message = messageOf(() => expect(ALB).toRoute({ host: "a.com", path: "/split", port: 8080 }, "users"));
    expect(message).toContain(
      '(no listener takes HTTP on port 8080: "web" decides in its place, which takes HTTP on port 80)',
    );
  });

  test.each<[string, TestedRequest]>([
    ["scheme", { ...USERS, scheme: "https" }],
    ["port", { ...USERS, port: 8080 }],
  ])("decides nothing for a %s that no listener takes, with and without .not", (_, request) => {
    for (const judged of [
      () => expect(ALB).toRoute(request, "users"),
      () => expect(ALB).not.toRoute(request, "split"),
    ]) {
      expect(messageOf(judged)).toMatch(/^expected GET .*, but no listener takes it\n/);
    }
    expect(ALB).toRoute({ ...USERS, scheme: "http", port: 80 }, "users");
  });

  test("shows that no rule applied", () => {
    const ingress = ingressStack({
      shop: { rules: [{ host: "a.com", paths: [["Exact", "/x", "s"]] }] },
    });
    expect(messageOf(() => expect(ingress).toRoute({ host: "a.com", path: "/y" }, "s"))).toMatchInlineSnapshot(`
      "expected GET http://a.com/y to route to "s"

      Ingress controller of the default class: no route, answers 404 (no rule applies)
      rules, in the order tried:
          1. kubernetes_ingress_v1.shop, rule 1, path 1: host a.com and path Exact /x -> forward to s (passed over: path Exact /x; the request has /y)
        > 2. default backend for a.com: host a.com -> answer 404 (decided)
          3. default backend for every other host: every request -> answer 404"
    `);
  });

  test("says that a name is a route's, where a service of that name gets the request by another", () => {
    const rules: readonly RuleSpec[] = [
      {
        name: "canary",
        priority: 1,
        condition: [{ path_pattern: { values: ["/new"] } }],
        action: forwardTo("blue"),
        tags: { "portico:route": "canary" },
      },
      { name: "rest", priority: 2, action: forwardTo("blue"), tags: { "portico:route": "blue" } },
    ];
    expect(albStack(rules)).toRoute({ path: "/new" }, "canary");
    expect(messageOf(() => expect(albStack(rules)).toRoute({ path: "/new" }, "blue"))).toContain(
      'route "canary", goes to service "blue"\n' +
        '("blue" is the name of a route, so that the service of that name does not count)\n',
    );
  });

  test.each([
    ["user", 'the stack has no route and no service "user"; did you mean "users"?'],
    [
      "something-else",
      'the stack has no route and no service "something-else"; there are "blocked", "blue", "green", "old", "split", "users"',
    ],
  ])("decides nothing for %s, which is the name of nothing, with and without .not", (name, expected) => {
    for (const judged of [() => expect(ALB).toRoute(USERS, name), () => expect(ALB).not.toRoute(USERS, name)]) {
      expect(messageOf(judged)).toMatch(new RegExp(`^expected GET .*, but ${expected.replace(/[?.]/g, "\\$&")}$`));
    }
  });

  test("lists no more names than can be read", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ name: `route-number-${index}`, priority: index + 1 }));
    const message = messageOf(() => expect(albStack(many)).not.toRoute(USERS, "x"));
    expect(message).toMatch(/; there are "blue", "green", "route-number-0",.*, and 12 more$/);
  });

  test("decides for a service that no rule leads to", () => {
    expect(albStack([{ name: "users", action: forwardTo("blue") }])).not.toRoute(USERS, "green");
    const output = albStack([]);
    expect(output).not.toRoute(USERS, "blue");
  });

  test("decides nothing for a client's address that is none, with and without .not", () => {
    const request = { ...USERS, sourceIp: "10.0.0" };
    expect(messageOf(() => expect(ALB).toRoute(request, "users"))).toContain('sourceIp "10.0.0" is not an IP address');
    expect(messageOf(() => expect(ALB).not.toRoute(request, "split"))).toContain('sourceIp "10.0.0"');
  });

  test("counts the rules that are far from the one that decided", () => {
    const many = Array.from(
      { length: 60 },
      (_, index): RuleSpec => ({
        name: `r${index}`,
        priority: index + 1,
        condition: [{ path_pattern: { values: [`/${index}`] } }],
      }),
    );
    const message = messageOf(() => expect(albStack(many)).toRoute({ path: "/40" }, "r1"));
    expect(message.split("\n").filter((line) => line.includes("..."))).toEqual([
      "    ... 20 that were passed over",
      "    ... 15 that were not reached",
    ]);
    expect(message).toContain("  > 41. aws_lb_listener_rule.r40, priority 41");
  });

  test.each([
    ["nothing that takes HTTP", { resource: {} }, "the stack holds nothing that takes HTTP"],
    ["no stack", undefined, "what was given is no synthesized stack: use expect(Testing.synth(stack))"],
    ["no JSON", "{", "JSON"],
  ])("comes with and without .not where there is %s", (_, output, reason) => {
    expect(messageOf(() => expect(output).toRoute(USERS, "users"))).toContain(reason);
    expect(messageOf(() => expect(output).not.toRoute(USERS, "users"))).toContain(reason);
  });
});

describe("an output with several targets", () => {
  const green = albStack([{ name: "other", priority: 1, action: forwardTo("green") }]);
  const both = {
    resource: {
      ...albStack(RULES).resource,
      kubernetes_ingress_v1: ingressStack({
        shop: { rules: [{ paths: [["Prefix", "/users", "users"]] }] },
      }).resource.kubernetes_ingress_v1,
    },
  };

  test("needs all of them to agree", () => {
    const agreeing = ingressStack(
      {
        shop: {
          annotations: { "portico/routes": "users" },
          rules: [{ paths: [["Prefix", "/users", "users"]] }],
        },
      },
      albStack(RULES).resource,
    );
    expect(agreeing).toRoute(USERS, "users");
    expect(messageOf(() => expect(both).toRoute({ path: "/split" }, "split"))).toContain("Ingress controller");
    expect(messageOf(() => expect(both).not.toRoute({ path: "/split" }, "split"))).toContain(
      "Application Load Balancer",
    );
  });

  test("needs every reading of a target to agree, where its documentation leaves something open", () => {
    const ingress = ingressStack({
      shop: { rules: [{ host: "a.com", paths: [["Exact", "/x", "s"]] }, { paths: [["Prefix", "/", "any"]] }] },
    });
    expect(ingress).toRoute({ host: "b.com" }, "any");
    const message = messageOf(() => expect(ingress).toAnswer({ host: "a.com", path: "/y" }, 404));
    expect(message).toContain(
      'default class which goes on to less specific hosts: route "shop[1]", goes to service "any"',
    );
  });

  test("may be asked about a listener that one of them has", () => {
    const listener = {
      ...green.resource.aws_lb_listener.web,
      load_balancer_arn: "${aws_lb.second.arn}",
      port: 8080,
    };
    const two = {
      resource: {
        ...albStack(RULES).resource,
        aws_lb_listener: {
          ...albStack(RULES).resource.aws_lb_listener,
          inner: { ...listener, default_action: [forwardTo("green")] },
        },
      },
    };
    expect(two).toRoute({ ...USERS, listener: "web" }, "users");
    expect(two).toRoute({ ...USERS, listener: "inner" }, "green");
    expect(messageOf(() => expect(two).toRoute({ listener: "none" }, "users"))).toContain(
      'no HTTP or HTTPS listener "none"',
    );
  });
});

describe("requests", () => {
  const conditions = (condition: NonNullable<RuleSpec["condition"]>) => albStack([{ name: "rule", condition }]);

  test("name method, headers, client, scheme and port", () => {
    expect(conditions([{ http_request_method: { values: ["POST"] } }])).toRoute({ method: "POST" }, "rule");
    expect(conditions([{ source_ip: { values: ["10.0.0.0/8"] } }])).toRoute({ sourceIp: "10.1.1.1" }, "rule");
    expect(conditions([{ query_string: [{ key: "a", value: "b" }] }])).toRoute({ path: "/?a=b" }, "rule");
    expect(conditions([{ host_header: { values: ["h.example.com"] } }])).toRoute(
      { headers: { Host: "h.example.com" }, port: 80 },
      "rule",
    );
  });
});

test("the matchers can be handed to any expect, as Vitest's", () => {
  const given = porticoMatchers.toRoute.call({ isNot: false }, ALB, USERS, "users");
  expect([given.pass, given.message().split("\n")[0]]).toEqual([
    true,
    'expected GET http://a.com/users/7 to route to "users"',
  ]);
  const names: readonly (keyof PorticoMatchers<void>)[] = ["toRoute", "toRedirect", "toAnswer"];
  expect(Object.keys(porticoMatchers)).toEqual(names);
});
