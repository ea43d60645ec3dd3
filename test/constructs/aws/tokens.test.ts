import { Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  EdgeLoadBalancer,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  SessionAffinity,
} from "portico";
import { Aws, AwsMembers, type AwsProps } from "portico/aws";
import { errorsOf, newStack } from "../support/synthesis";
import { Given } from "./support/synthesize";

function unknowns(stack: TerraformStack) {
  const variable = (type: string) => new TerraformVariable(stack, type.replace(/\W/g, "-"), { type });
  return {
    text: variable("string").stringValue,
    number: variable("number").numberValue,
    list: variable("list(string)").listValue,
  };
}

/** What only Terraform knows in each setting of the platform that takes a value of the user's. */
function platformProps({ text, number, list }: ReturnType<typeof unknowns>): AwsProps {
  return {
    vpcId: text,
    subnetIds: list,
    certificates: { shop: text },
    region: text,
    sources: list,
    tlsPolicy: text,
    tags: { team: text },
    lockFile: false,
    network: {
      alpn: "h2",
      minimumCapacity: number,
      endpointService: { allowedPrincipals: list, privateDnsName: text, regions: list },
    },
    targetGroups: {
      securityGroupId: text,
      applicationCookie: text,
      minimumHealthy: { dns: { count: number, percentage: number }, routing: { count: number, percentage: number } },
    },
  };
}

describe("a value that only Terraform will know may stand in any setting", () => {
  test("of an edge, a router and a service of each kind", () => {
    const stack = newStack("shop");
    const values = unknowns(stack);
    const { text, number, list } = values;
    const platform = new Aws(platformProps(values));
    const service = new LogicalService(stack, "web", {
      platform,
      port: number,
      members: Members.addresses([text, { address: text, port: number }]),
      healthCheck: HealthCheck.http({
        path: text,
        port: number,
        healthyThreshold: number,
        unhealthyThreshold: number,
        expectedStatuses: [text as "200"],
      }),
      sessionAffinity: SessionAffinity.cookie(),
    });
    const sources: readonly [string, Members][] = [
      ["instances", AwsMembers.instances([text, { id: text, port: number }])],
      ["group", AwsMembers.autoScalingGroup(text, { requestsPerTarget: number })],
      ["function", AwsMembers.lambda(text, { qualifier: text })],
      ["pods", AwsMembers.targetGroupBinding({ serviceName: text, servicePort: number, namespace: text })],
    ];
    const router = new IngressRouter(stack, "router", { platform, hostnames: [text] });
    router.addRoute("web", { matches: [Match.pathPrefix(text).sourceRanges(list)], backends: [service] });
    for (const [id, members] of sources) {
      const one = new LogicalService(stack, id, { platform, port: number, members });
      router.addRoute(id, { matches: [Match.pathExact(`/${id}`)], backends: [{ service: one, weight: 1 }] });
    }
    const db = new LogicalService(stack, "db", {
      platform,
      port: number,
      protocol: "TCP",
      members: Members.addresses([text]),
    });
    const alb = new LogicalService(stack, "alb", {
      platform,
      port: number,
      protocol: "TCP",
      members: AwsMembers.loadBalancer(text),
    });
    const edge = new EdgeLoadBalancer(stack, "edge", { platform });
    edge.addListener("http", Listener.http({ port: number, router }));
    edge.addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
    edge.addListener("db", Listener.tcp({ port: number, service: db }));
    edge.addListener("alb", Listener.tcp({ port: 444, service: alb }));
    expect(errorsOf(stack)).toEqual([]);
  });

  test("as an expression that is written as text", () => {
    const given = new Given({
      vpcId: "${var.vpc}",
      subnetIds: ["${var.one}", "${var.other}"],
      targetGroups: { securityGroupId: "${aws_security_group.instances.id}" },
    });
    const router = given.router();
    const members = Members.addresses(["${aws_instance.one.private_ip}"]);
    router.addRoute("users", { backends: [given.service("users", { members })] });
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb_target_group_attachment")).toMatchObject({ target_id: "${aws_instance.one.private_ip}" });
  });
});

describe("a list of subnets that only Terraform will know", () => {
  test.each<[string, (stack: TerraformStack) => readonly string[], unknown]>([
    ["a variable", (stack) => unknowns(stack).list, "${var.list-string-}"],
    [
      "the parts of a text",
      () => Token.asList(Fn.split(",", "subnet-1,subnet-2")),
      '${split(",", "subnet-1,subnet-2")}',
    ],
  ])("may be %s", (_, list, expected) => {
    const stack = newStack("stack");
    const given = new Given({ subnetIds: list(stack) });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    const edge = given.httpEdge(router);
    edge.addListener("db", Listener.tcp({ port: 3306, service: given.service("db", { protocol: "TCP" }) }));
    expect(given.errors()).toEqual([]);
    for (const { subnets } of given.all("aws_lb")) expect(subnets).toEqual(expected);
  });
});

test("a list of sources that only Terraform will know has a rule for each of its elements", () => {
  const stack = newStack("stack");
  const given = new Given({ sources: unknowns(stack).list });
  given.httpEdge(given.router());
  expect(given.only("aws_vpc_security_group_ingress_rule")).toMatchObject({
    for_each: "${toset(var.list-string-)}",
    cidr_ipv4: "${each.value}",
    from_port: 80,
  });
});

test.each<[string, (list: string[]) => Members]>([
  ["addresses", (list) => Members.addresses(list)],
  ["instances", (list) => AwsMembers.instances(list)],
])("a list of %s that only Terraform will know is refused with a reason", (_, members) => {
  const stack = newStack("shop");
  const { list } = unknowns(stack);
  const platform = new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false });
  const router = new IngressRouter(stack, "router", { platform });
  const service = new LogicalService(stack, "users", { platform, port: 80, members: members(list) });
  router.addRoute("users", { backends: [service] });
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
  expect(errorsOf(stack)).toEqual([expect.stringMatching(/\[token-taken-apart\]$/)]);
});
