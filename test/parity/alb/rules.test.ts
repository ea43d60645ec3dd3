import { explainOutput, readTargets } from "../../../lib/parity";
import { albStack, forwardTo, get, type RuleSpec } from "../support/alb-stack";
import { decideByRules } from "../support/decide-alb";

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
    expect(decideByRules(rules, get("http://a.com/abc"))).toMatchObject({
      route: "early",
      service: "green",
    });
    expect(decideByRules(rules, get("http://a.com/b"))).toMatchObject({
      route: "late",
      service: "blue",
    });
  });

  test("leave what none takes to the default action", () => {
    const rules: RuleSpec[] = [{ name: "rule", condition: [{ path_pattern: { values: ["/a"] } }] }];
    expect(decideByRules(rules, get("http://a.com/b?q=1"))).toMatchObject({
      listener: "web",
      route: null,
      service: null,
      status: 404,
      path: "/b?q=1",
      host: "a.com",
      response: { contentType: "text/plain", body: "nothing here" },
    });
    const forwarded = decideByRules(rules, get("http://a.com/b"), {
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
    expect(decideByRules([{ name: "rule", action }], get("http://a.com/"))).toMatchObject({
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
    expect(decideByRules([{ name: "r1", tags }], get("http://a.com/"))).toMatchObject({
      router: "shop",
      route: "users",
    });
    expect(decideByRules([{ name: "r1" }], get("http://a.com/"))).toMatchObject({
      router: null,
      route: "r1",
    });
    const unnamed = { "portico:router": "shop" };
    expect(decideByRules([{ name: "r1", tags: unnamed }], get("http://a.com/"))).toMatchObject({ route: null });
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
    expect(decideByRules(rules, get("http://a.com/"))).toMatchObject({
      service: "my-targets",
    });
    const reference = {
      type: "forward",
      target_group_arn: "${data.aws_lb_target_group.users.arn}",
    };
    expect(decideByRules([{ name: "rule", action: reference }], get("http://a.com/"))).toMatchObject({
      service: "data.aws_lb_target_group.users.arn",
    });
  });
});
