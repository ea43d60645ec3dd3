import { Fn, TerraformOutput, TerraformVariable, Testing } from "cdktf";
import {
  Balancing,
  type EdgeLoadBalancer,
  HealthCheck,
  Listener,
  type LogicalService,
  type LogicalServiceProps,
  type Members,
  SessionAffinity,
} from "portico";
import { type AwsEdge, AwsMembers } from "portico/aws";
import type { AwsService } from "../../../../constructs/aws/service";
import { type Body, Given } from "../support/synthesize";

const GROUP = "aws_lb_target_group";
const ATTACHMENT = "aws_lb_target_group_attachment";
const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:users";
const lifecycle = { create_before_destroy: true };

function having(members: Members, props: Partial<LogicalServiceProps> = {}): Given {
  const given = new Given();
  given.service("users", { members, ...props });
  expect(given.errors()).toEqual([]);
  return given;
}

/** A stack whose service is behind an Application Load Balancer. */
function routed(members: Members, props: Partial<LogicalServiceProps> = {}): Given {
  const given = new Given();
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users", { members, ...props })] });
  given.httpEdge(router);
  expect(given.errors()).toEqual([]);
  return given;
}

const errorsFor = (members: Members, props: Partial<LogicalServiceProps> = {}) => {
  const given = new Given();
  given.service("users", { members, ...props });
  return given.errors();
};

describe("EC2 instances", () => {
  test("are registered by id, each with its port", () => {
    const given = having(AwsMembers.instances(["i-1", { id: "i-2", port: 9090 }]));
    expect(given.only(GROUP)).toMatchObject({ target_type: "instance", port: 8080 });
    const target_group_arn = expect.stringMatching(/^\$\{aws_lb_target_group\.users_/);
    expect(given.all(ATTACHMENT)).toEqual([
      { target_group_arn, target_id: "i-1", port: 8080, lifecycle },
      { target_group_arn, target_id: "i-2", port: 9090, lifecycle },
    ]);
  });

  test("known to Terraform alone, by their place", () => {
    const given = new Given();
    const id = new TerraformVariable(given.stack, "id", { type: "string" }).stringValue;
    given.service("users", { members: AwsMembers.instances([id]) });
    expect(given.errors()).toEqual([]);
    expect(given.only(ATTACHMENT)).toMatchObject({ target_id: "${var.id}" });
  });

  test("are reached on their ports", () => {
    const given = routed(AwsMembers.instances(["i-1", { id: "i-2", port: 9090 }]));
    const ports = given.all("aws_vpc_security_group_egress_rule").map(({ from_port }) => from_port);
    expect(ports.sort()).toEqual([8080, 9090]);
  });

  test("have a target group of another name than addresses", () => {
    const name = (members?: Members) => {
      const given = new Given();
      given.service("users", members === undefined ? {} : { members });
      return given.only(GROUP).name;
    };
    expect(name(AwsMembers.instances(["i-1"]))).not.toBe(name());
  });
});

describe("an Auto Scaling group", () => {
  test("registers its instances itself", () => {
    const given = having(AwsMembers.autoScalingGroup("fleet"));
    expect(given.only(GROUP)).toMatchObject({ target_type: "instance" });
    expect(given.only("aws_autoscaling_attachment")).toEqual({
      autoscaling_group_name: "fleet",
      lb_target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.users_.*\.arn\}$/),
      lifecycle,
    });
    expect(given.all(ATTACHMENT)).toEqual([]);
    expect(given.all("aws_autoscaling_policy")).toEqual([]);
  });

  test("is scaled by the requests that one of its instances gets", () => {
    const given = routed(AwsMembers.autoScalingGroup("fleet", { requestsPerTarget: 500 }));
    const [rule] = Object.keys(given.resources("aws_lb_listener_rule"));
    expect(given.only("aws_autoscaling_policy")).toEqual({
      name: expect.stringMatching(/^users-[0-9a-f]{10}$/),
      autoscaling_group_name: "fleet",
      policy_type: "TargetTrackingScaling",
      target_tracking_configuration: {
        predefined_metric_specification: {
          predefined_metric_type: "ALBRequestCountPerTarget",
          resource_label: expect.stringMatching(
            /^\$\{aws_lb\.\w+\.arn_suffix\}\/\$\{aws_lb_target_group\.\w+\.arn_suffix\}$/,
          ),
        },
        target_value: 500,
      },
      depends_on: [`aws_lb_listener_rule.${rule}`],
    });
  });

  test("cannot be scaled so behind a Network Load Balancer", () => {
    const members = AwsMembers.autoScalingGroup("fleet", { requestsPerTarget: 500 });
    expect(errorsFor(members, { protocol: "TCP" })).toEqual(["nlb-requests-per-target"]);
  });
});

describe("a Lambda function", () => {
  test("is the target, and the load balancer may call it", () => {
    const given = routed(AwsMembers.lambda(ARN));
    expect(given.only(GROUP)).toEqual({
      name: expect.stringMatching(/^users-[0-9a-f]{10}$/),
      target_type: "lambda",
      lambda_multi_value_headers_enabled: false,
      health_check: { enabled: false, interval: 35, timeout: 30 },
      tags: { "portico:service": "users" },
      lifecycle,
    });
    const [permission] = Object.keys(given.resources("aws_lambda_permission"));
    expect(given.only("aws_lambda_permission")).toEqual({
      action: "lambda:InvokeFunction",
      function_name: ARN,
      principal: "elasticloadbalancing.amazonaws.com",
      source_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.users_.*\.arn\}$/),
      lifecycle,
    });
    expect(given.only(ATTACHMENT)).toEqual({
      target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.users_/),
      target_id: ARN,
      depends_on: [`aws_lambda_permission.${permission}`],
      lifecycle,
    });
    expect(given.all("aws_vpc_security_group_egress_rule")).toEqual([]);
  });

  test.each([
    ["in the ARN", AwsMembers.lambda(`${ARN}:live`)],
    ["beside it", AwsMembers.lambda(ARN, { qualifier: "live" })],
  ])("with its alias named %s", (_, members) => {
    const given = having(members);
    expect(given.only("aws_lambda_permission")).toMatchObject({ function_name: ARN, qualifier: "live" });
    expect(given.only(ATTACHMENT)).toMatchObject({ target_id: `${ARN}:live` });
  });

  test("is checked where that is asked for, and gets lists of values", () => {
    const given = having(AwsMembers.lambda(ARN, { multiValueHeaders: true }), {
      healthCheck: HealthCheck.http({ path: "/up", interval: "60s" }),
    });
    expect(given.only(GROUP)).toMatchObject({
      lambda_multi_value_headers_enabled: true,
      health_check: { enabled: true, path: "/up", matcher: "200-399", interval: 60 },
    });
    expect(given.only(GROUP).health_check).not.toHaveProperty("port");
  });

  test.each(["TCP", "GRPC", "H2C"] as const)("does not speak %s", (protocol) => {
    expect(errorsFor(AwsMembers.lambda(ARN), { protocol })).toContain("aws-lambda-protocol");
  });
});

describe("an Application Load Balancer behind a Network Load Balancer", () => {
  function chain(add: (given: Given, inner: EdgeLoadBalancer<AwsEdge>) => void, port = 443) {
    const given = new Given({ certificates: { shop: "arn:aws:acm:eu-west-1:1:certificate/shop" } });
    const inner = given.edge("inner");
    const outer = given.edge("outer");
    const service = given.service("inner-service", { protocol: "TCP", port, members: AwsMembers.loadBalancer(inner) });
    outer.addListener("https", Listener.tcp({ port, service }));
    add(given, inner);
    return given;
  }

  /** The listener comes after the service that leads to it. */
  const https = () =>
    chain((given, inner) => {
      const router = given.router();
      router.addRoute("users", { backends: [given.service("users")] });
      inner.addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
    });

  test("is its one target, once it listens", () => {
    const given = https();
    expect(given.errors()).toEqual([]);
    const group = given.tagged(GROUP, "service", "inner-service");
    expect(group).toMatchObject({ target_type: "alb", port: 443, protocol: "TCP" });
    expect(group.health_check).toMatchObject({ protocol: "HTTPS", path: "/", matcher: "200-499" });
    expect(group).not.toHaveProperty("stickiness");
    const [attachment] = given.all(ATTACHMENT).filter(({ port }) => port === 443);
    const listener = Object.entries(given.resources("aws_lb_listener")).find(
      ([, { protocol }]) => protocol === "HTTPS",
    );
    expect(attachment).toMatchObject({
      target_id: expect.stringMatching(/^\$\{aws_lb\.inner_application_balancer_.*\.arn\}$/),
      depends_on: [`aws_lb_listener.${listener?.[0]}`],
    });
  });

  test("lets the other in", () => {
    const into = https()
      .all("aws_vpc_security_group_ingress_rule")
      .filter(({ referenced_security_group_id }) => referenced_security_group_id !== undefined);
    expect(into).toEqual([
      expect.objectContaining({
        security_group_id: expect.stringMatching(/^\$\{aws_security_group\.inner_application_balancer_/),
        referenced_security_group_id: expect.stringMatching(/^\$\{aws_security_group\.outer_network_balancer_/),
        from_port: 443,
      }),
    ]);
  });

  test("must listen on the port", () => {
    expect(chain(() => {}).errors()).toContain("nlb-alb-listener");
  });

  test("may be one that is there already", () => {
    const given = having(AwsMembers.loadBalancer("arn:aws:elasticloadbalancing:alb", { protocol: "HTTPS" }), {
      protocol: "TCP",
      port: 443,
    });
    expect(given.only(ATTACHMENT)).toMatchObject({ target_id: "arn:aws:elasticloadbalancing:alb", port: 443 });
    expect(given.only(GROUP).health_check).toMatchObject({ protocol: "HTTPS" });
  });

  test("gets no HTTP service, no ended TLS and no TCP check", () => {
    const members = AwsMembers.loadBalancer("arn:alb");
    expect(errorsFor(members)).toEqual(["nlb-alb-protocol"]);
    expect(errorsFor(members, { protocol: "TCP", healthCheck: HealthCheck.tcp() })).toEqual(["aws-health-check-type"]);
    const given = new Given({ certificates: { shop: "arn:aws:acm:eu-west-1:1:certificate/shop" } });
    const service = given.service("alb", { protocol: "TCP", port: 443, members });
    given.edge().addListener("tls", Listener.tls({ port: 443, service, certificates: ["shop"] }));
    expect(given.errors()).toEqual(["nlb-alb-tls"]);
  });
});

describe("a target group that exists already", () => {
  const arn = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/users/1";
  const members = AwsMembers.targetGroup(arn);

  test("is led to, and left as it is", () => {
    const given = routed(members);
    expect(given.all(GROUP)).toEqual([]);
    expect(given.all(ATTACHMENT)).toEqual([]);
    expect(given.only("aws_lb_listener_rule").action).toEqual([{ type: "forward", target_group_arn: arn }]);
    expect(given.only("aws_vpc_security_group_egress_rule")).toMatchObject({ from_port: 8080 });
  });

  test("is no resource, and says so", () => {
    const given = new Given();
    const { resources } = given.service("users", { members });
    expect((resources as AwsService).targetGroupArn).toBe(arn);
    expect((resources as AwsService).targetGroups).toEqual([]);
    expect(() => (resources as AwsService).targetGroup).toThrow(/"users" exists already.*targetGroupArn/);
  });

  test("takes no settings, and has one load balancer", () => {
    const props = { balancing: Balancing.random(), healthCheck: HealthCheck.http(), drain: "5s" as const };
    expect(errorsFor(members, props)).toEqual(Array(3).fill("aws-existing-target-group"));
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users", { members })] });
    given.httpEdge(router);
    given.edge("other").addListener("http", Listener.http({ port: 80, router }));
    expect(given.errors()).toEqual(["aws-two-load-balancers"]);
  });

  test("does not become one for streams and datagrams", () => {
    const given = new Given();
    const edge = given.edge();
    const [tcp, udp] = [
      given.service("tcp", { members, protocol: "TCP" }),
      given.service("udp", { members, protocol: "UDP" }),
    ];
    edge.addListener("tcp", Listener.tcp({ port: 53, service: tcp }));
    edge.addListener("udp", Listener.udp({ port: 53, service: udp }));
    expect(given.errors()).toEqual(["nlb-shared-port"]);
  });
});

describe("the one target of a group", () => {
  const settings: Partial<LogicalServiceProps> = {
    balancing: Balancing.roundRobin(),
    sessionAffinity: SessionAffinity.cookie(),
    drain: "5s",
  };

  test.each([
    ["a Lambda function", AwsMembers.lambda(ARN), settings],
    [
      "a load balancer",
      AwsMembers.loadBalancer("arn:alb"),
      { ...settings, sessionAffinity: SessionAffinity.sourceIp(), protocol: "TCP" as const },
    ],
  ])("%s has nothing to be spread, kept or drained", (_, members, props) => {
    expect(errorsFor(members, props)).toEqual(["aws-single-target", "aws-single-target", "aws-single-target"]);
  });
});

describe("a TargetGroupBinding", () => {
  const members = AwsMembers.targetGroupBinding({ serviceName: "users", servicePort: 80, namespace: "shop" });

  /** The bindings as they come out of Terraform's `yamlencode`. */
  function bindings(given: Given, service: LogicalService): readonly Body[] {
    const { targetGroupBindings } = service.resources as AwsService;
    new TerraformOutput(given.stack, "bindings", { value: targetGroupBindings });
    return JSON.parse(Testing.synth(given.stack)).output.bindings.value;
  }

  test("has the pods of a Service registered, and opens them to the load balancer", () => {
    const given = new Given();
    const service = given.service("users", { members, healthCheck: HealthCheck.http({ port: 8081 }) });
    const router = given.router();
    router.addRoute("users", { backends: [service] });
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    expect(given.only(GROUP)).toMatchObject({ target_type: "ip" });
    expect(given.all(ATTACHMENT)).toEqual([]);
    expect(bindings(given, service)).toEqual([
      {
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        metadata: { name: "users", namespace: "shop" },
        spec: {
          serviceRef: { name: "users", port: 80 },
          targetGroupARN: expect.stringMatching(/^\$\{aws_lb_target_group\.users_.*\.arn\}$/),
          targetType: "ip",
          networking: {
            ingress: [
              {
                from: [{ securityGroup: { groupID: expect.stringMatching(/^\$\{aws_security_group\.edge_/) } }],
                ports: [
                  { protocol: "TCP", port: 8080 },
                  { protocol: "TCP", port: 8081 },
                ],
              },
            ],
          },
        },
      },
    ]);
  });

  test("may register nodes by their labels", () => {
    const given = new Given();
    const nodes = AwsMembers.targetGroupBinding({
      serviceName: "users",
      servicePort: "http",
      targetType: "instance",
      nodeLabels: { role: "edge" },
    });
    const service = given.service("users", { port: 30080, members: nodes });
    expect(bindings(given, service)[0]).toMatchObject({
      metadata: { namespace: "default" },
      spec: { targetType: "instance", nodeSelector: { matchLabels: { role: "edge" } } },
    });
    expect(given.only(GROUP)).toMatchObject({ target_type: "instance", port: 30080 });
  });

  test("is made for each target group, by another name", () => {
    const given = new Given();
    const service = given.service("users", { members });
    const router = given.router();
    router.addRoute("users", { backends: [service] });
    given.httpEdge(router);
    given.edge("other").addListener("http", Listener.http({ port: 80, router }));
    expect(bindings(given, service).map(({ metadata }) => metadata.name)).toEqual(["users", "users-2"]);
  });

  test("can be written as YAML", () => {
    const given = new Given();
    const { targetGroupBindings } = given.service("users", { members }).resources as AwsService;
    new TerraformOutput(given.stack, "binding", { value: Fn.yamlencode(targetGroupBindings[0]) });
    expect(JSON.parse(Testing.synth(given.stack)).output.binding.value).toMatch(
      /^\$\{yamlencode\(\{.*TargetGroupBinding/,
    );
  });
});
