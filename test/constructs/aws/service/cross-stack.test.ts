import { TerraformStack } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, type Members, Workload } from "portico";
import { Aws, AwsMembers } from "portico/aws";
import { synthesizeApp } from "../../support/synthesis";
import type { Body } from "../support/synthesize";

const PROPS = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false } as const;

/** A service in one stack, behind a router and an edge in another. */
function apart(platform: Aws, members: Members | undefined, edges = ["edge"]) {
  const stacks = synthesizeApp((app) => {
    const services = new TerraformStack(app, "services");
    const service = new LogicalService(services, "users", {
      platform,
      port: 8080,
      ...(members === undefined ? {} : { members }),
    });
    const stack = new TerraformStack(app, "edges");
    const router = new IngressRouter(stack, "router", { platform });
    router.addRoute("users", { backends: [service] });
    for (const id of edges) {
      new EdgeLoadBalancer(stack, id, { platform }).addListener("http", Listener.http({ port: 80, router }));
    }
  });
  const { services, edges: led } = stacks as Readonly<Record<string, Body>>;
  return { services: services ?? {}, edges: led ?? {} };
}

/** A reference to another stack's output. */
const elsewhere = expect.stringMatching(/^\$\{data\.terraform_remote_state\..*outputs\..*\}$/);

describe("a service in one stack, behind an edge in another", () => {
  test("has its security group opened by the edge's stack", () => {
    const platform = new Aws({ ...PROPS, targetGroups: { securityGroupId: "sg-users" } });
    const { services, edges } = apart(platform, AwsMembers.instances(["i-1"]));
    expect(Object.keys(services.resource).sort()).toEqual(["aws_lb_target_group", "aws_lb_target_group_attachment"]);
    expect(services).not.toHaveProperty("data");
    const rules = Object.values<Body>(edges.resource.aws_vpc_security_group_ingress_rule);
    expect(rules).toContainEqual(expect.objectContaining({ security_group_id: "sg-users", from_port: 8080 }));
  });

  test("has its Auto Scaling group scaled by the edge's stack", () => {
    const members = AwsMembers.autoScalingGroup("fleet", { requestsPerTarget: 100 });
    const { services, edges } = apart(new Aws(PROPS), members);
    expect(Object.keys(services.resource).sort()).toEqual(["aws_autoscaling_attachment", "aws_lb_target_group"]);
    expect(services).not.toHaveProperty("data");
    const [policy] = Object.values<Body>(edges.resource.aws_autoscaling_policy);
    const { resource_label } = policy?.target_tracking_configuration.predefined_metric_specification ?? {};
    expect(resource_label).toMatch(/^\$\{aws_lb\.\w+\.arn_suffix\}\/\$\{data\.terraform_remote_state\./);
    expect(policy?.depends_on).toEqual([expect.stringMatching(/^aws_lb_listener_rule\./)]);
  });

  test("has a target group for each edge in its own stack, and each edge refers to its own", () => {
    const { services, edges } = apart(new Aws(PROPS), AwsMembers.instances(["i-1"]), ["public", "inside"]);
    expect(Object.keys(services.resource.aws_lb_target_group)).toHaveLength(2);
    const led = Object.values<Body>(edges.resource.aws_lb_listener_rule).map(
      ({ action }) => action[0].target_group_arn,
    );
    expect(led).toEqual([elsewhere, elsewhere]);
    expect(new Set(led).size).toBe(2);
  });
});

test("a Network Load Balancer in front of an Application Load Balancer of another stack refers to that stack alone", () => {
  const stacks = synthesizeApp((app) => {
    const platform = new Aws(PROPS);
    const inner = new TerraformStack(app, "inner");
    const router = new IngressRouter(inner, "router", { platform });
    const alb = new EdgeLoadBalancer(inner, "alb", { platform });
    alb.addListener("http", Listener.http({ port: 80, router }));
    const outer = new TerraformStack(app, "outer");
    const service = new LogicalService(outer, "front", {
      platform,
      port: 80,
      protocol: "TCP",
      members: AwsMembers.loadBalancer(alb),
    });
    new EdgeLoadBalancer(outer, "nlb", { platform }).addListener("http", Listener.tcp({ port: 80, service }));
  }) as Readonly<Record<string, Body>>;
  const [attachment] = Object.values<Body>(stacks.outer?.resource.aws_lb_target_group_attachment);
  expect(attachment).toMatchObject({ target_id: elsewhere, port: 80 });
  expect(attachment).not.toHaveProperty("depends_on");
  expect(stacks.inner?.data ?? {}).not.toHaveProperty("terraform_remote_state");
  const into = Object.values<Body>(stacks.outer?.resource.aws_vpc_security_group_ingress_rule);
  expect(into).toContainEqual(expect.objectContaining({ security_group_id: elsewhere, from_port: 80 }));
});

test("two copies of one stack have no name in common", () => {
  const stacks = synthesizeApp((app) => {
    const platform = new Aws({
      ...PROPS,
      network: { elasticIps: true, endpointService: {} },
      ecs: { subnetIds: ["subnet-3"] },
    });
    for (const id of ["blue", "green"]) {
      const stack = new TerraformStack(app, id);
      const members = AwsMembers.autoScalingGroup("fleet", { requestsPerTarget: 100 });
      const users = new LogicalService(stack, "users", { platform, port: 80, members });
      const db = new LogicalService(stack, "db", {
        platform,
        port: 3306,
        protocol: "TCP",
        members: AwsMembers.autoScalingGroup("fleet"),
      });
      const web = new LogicalService(stack, "web", {
        platform,
        port: 80,
        workload: Workload.container({ image: "web" }),
      });
      const router = new IngressRouter(stack, "router", { platform });
      router.addRoute("users", { backends: [users, web] });
      for (const edge of ["one", "other"]) {
        const balancer = new EdgeLoadBalancer(stack, edge, { platform });
        balancer.addListener("http", Listener.http({ port: 80, router }));
        balancer.addListener("db", Listener.tcp({ port: 3306, service: db }));
      }
    }
  }) as Readonly<Record<string, Body>>;
  const names = (stack: Body | undefined) =>
    Object.entries<Record<string, Body>>(stack?.resource).flatMap(([type, bodies]) =>
      // A role's own policies have names within the role.
      (type === "aws_iam_role_policy" ? [] : Object.values(bodies)).flatMap(({ name }) =>
        typeof name === "string" ? [name] : [],
      ),
    );
  const [blue, green] = [names(stacks.blue), names(stacks.green)];
  expect(blue.length).toBeGreaterThan(10);
  expect(new Set(blue).size).toBe(blue.length);
  expect(blue.filter((name) => green.includes(name))).toEqual([]);
});
