import { readTargets } from "../../../lib/parity";
import { albStack, forwardTo, get } from "../support/alb-stack";

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
