import { TerraformStack, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Members } from "portico";
import { Aws } from "portico/aws";
import { AwsService } from "../../../../constructs/aws/service";
import { type Body, Given } from "../support/synthesize";

/** The name of the resource that an expression refers to. */
const referred = (expression: string) => /^\$\{\w+\.(\w+)\.\w+\}$/.exec(expression)?.[1] ?? "";

function shop(given: Given) {
  const service = given.service("users");
  const router = given.router();
  router.addRoute("users", { backends: [service] });
  return { service, router };
}

describe("a service behind two load balancers", () => {
  test("has a target group for each, since a target group belongs to one", () => {
    const given = new Given();
    const { router } = shop(given);
    given.edge("public").addListener("http", Listener.http({ port: 80, router }));
    given.edge("inside").addListener("http", Listener.http({ port: 80, router }));
    expect(given.errors()).toEqual([]);

    const groups = given.resources("aws_lb_target_group");
    expect(Object.keys(groups)).toHaveLength(2);
    const led = given.all("aws_lb_listener_rule").map(({ action }) => referred(action[0].target_group_arn));
    expect(led.sort()).toEqual(Object.keys(groups).sort());
  });

  test("has its members in each of them, and each of them by another name", () => {
    const given = new Given();
    const { service, router } = shop(given);
    given.edge("public").addListener("http", Listener.http({ port: 80, router }));
    given.edge("inside").addListener("http", Listener.http({ port: 80, router }));
    const attached = given
      .all("aws_lb_target_group_attachment")
      .map(({ target_group_arn, target_id }) => [referred(target_group_arn), target_id]);
    expect(attached.sort()).toEqual(
      Object.keys(given.resources("aws_lb_target_group"))
        .map((name) => [name, "10.0.0.1"])
        .sort(),
    );
    expect(new Set(given.all("aws_lb_target_group").map(({ name }) => name)).size).toBe(2);
    expect((service.resources as AwsService).targetGroups).toHaveLength(2);
  });

  test("and two listeners of each has no more", () => {
    const given = new Given();
    const { router } = shop(given);
    for (const id of ["public", "inside"]) {
      const edge = given.edge(id);
      edge.addListener("http", Listener.http({ port: 80, router }));
      edge.addListener("other", Listener.http({ port: 81, router }));
    }
    expect(given.all("aws_lb_listener_rule")).toHaveLength(4);
    expect(given.all("aws_lb_target_group")).toHaveLength(2);
  });

  test("whose further target group has the name that its edge gives it, whichever others there are", () => {
    const names = (edges: readonly string[]) => {
      const given = new Given();
      const { router } = shop(given);
      for (const id of edges) given.edge(id).addListener("http", Listener.http({ port: 80, router }));
      return Object.keys(given.resources("aws_lb_target_group"));
    };
    expect(names(["public", "other", "inside"])).toEqual(expect.arrayContaining([...names(["public", "inside"])]));
  });
});

describe("a target group", () => {
  /** Which load balancer has a target group of which name. */
  const held = (edges: readonly string[]): ReadonlyMap<string, string> => {
    const given = new Given();
    const { router } = shop(given);
    for (const id of edges) given.edge(id).addListener("http", Listener.http({ port: 80, router }));
    const groups = given.resources("aws_lb_target_group");
    return new Map(
      given.all("aws_lb_listener_rule").map(({ action, tags }) => {
        return [groups[referred(action[0].target_group_arn)]?.name as string, tags["portico:edge"] as string];
      }),
    );
  };

  test.each<[string, readonly string[], readonly string[]]>([
    ["when the edge gets another name", ["public"], ["renamed"]],
    ["when another edge comes before", ["public"], ["inside", "public"]],
    ["when the first of two edges goes", ["inside", "public"], ["public"]],
    ["when two edges change places", ["inside", "public"], ["public", "inside"]],
  ])("never goes from one load balancer to another: %s", (_, before, after) => {
    const [old, changed] = [held(before), held(after)];
    expect(changed.size).toBe(after.length);
    for (const [name, edge] of changed) expect(old.get(name) ?? edge).toBe(edge);
  });
});

describe("what waits for the rules of a service", () => {
  /** A service of another kind that ECS refuses without a load balancer, say. */
  function waiting(given: Given, service: LogicalService) {
    const resources = service.resources as AwsService;
    const resource = new LogicalService(given.stack, "waiting", { platform: given.platform, port: 80 });
    resources.awaitRouting(resource.resources instanceof AwsService ? resource.resources.targetGroup : never());
    return () => given.tagged("aws_lb_target_group", "service", "waiting").depends_on;
  }

  test("waits for those that are there, and for those that are added later", () => {
    const given = new Given();
    const { service, router } = shop(given);
    const edge = given.httpEdge(router);
    const dependsOn = waiting(given, service);
    router.addRoute("others", { backends: [service], hostnames: ["a.example.com"] });
    edge.addListener("more", Listener.http({ port: 81, router }));
    const rules = Object.keys(given.resources("aws_lb_listener_rule")).map((name) => `aws_lb_listener_rule.${name}`);
    expect(rules).toHaveLength(4);
    expect(dependsOn().sort()).toEqual(rules.sort());
  });

  test("waits for the listener of a Network Load Balancer", () => {
    const given = new Given();
    const service = given.service("galera", { protocol: "TCP", port: 3306 });
    const dependsOn = waiting(given, service);
    given.edge().addListener("galera", Listener.tcp({ port: 3306, service }));
    expect(dependsOn()).toEqual([expect.stringMatching(/^aws_lb_listener\./)]);
  });

  test("waits for nothing where nothing leads to the service", () => {
    const given = new Given();
    expect(waiting(given, given.service("users"))()).toBeUndefined();
  });

  test("does not wait for rules of another stack, which waits for its own", () => {
    const app = Testing.app();
    const platform = new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false });
    const stack = new TerraformStack(app, "services");
    const members = Members.addresses(["10.0.0.1"]);
    const service = new LogicalService(stack, "users", { platform, port: 80, members });
    const other = new LogicalService(stack, "other", { platform, port: 80, members });
    service.resources.awaitRouting(other.resources.targetGroup);
    const edges = new TerraformStack(app, "edges");
    const router = new IngressRouter(edges, "router", { platform });
    router.addRoute("users", { backends: [service] });
    new EdgeLoadBalancer(edges, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
    const groups = JSON.parse(Testing.synth(stack)).resource.aws_lb_target_group as Record<string, Body>;
    for (const group of Object.values(groups)) expect(group).not.toHaveProperty("depends_on");
  });
});

function never(): never {
  throw new Error("not on AWS");
}
