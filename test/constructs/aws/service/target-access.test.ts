import { TerraformVariable } from "cdktf";
import { HealthCheck, Listener, LogicalService, type LogicalServiceProps, Members, Workload } from "portico";
import { SecurityGroup } from "../../../../constructs/aws/provider";
import { Given } from "../support/synthesize";

const EGRESS = "aws_vpc_security_group_egress_rule";
const INGRESS = "aws_vpc_security_group_ingress_rule";

/** A stack with a service behind a load balancer. */
function served(props: Partial<LogicalServiceProps>, given = new Given()): Given {
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users", props)] });
  given.httpEdge(router);
  expect(given.errors()).toEqual([]);
  return given;
}

const many = (count: number) => Members.addresses(Array.from({ length: count }, (_, index) => `10.0.0.${index + 1}`));

describe("a load balancer may connect to", () => {
  test("the addresses of a service, where these are few", () => {
    const given = served({ members: Members.addresses(["10.0.0.1", { address: "10.0.0.2", port: 9090 }]) });
    const rules = given.all(EGRESS).map(({ cidr_ipv4, from_port, to_port }) => [cidr_ipv4, from_port, to_port]);
    expect(rules.sort()).toEqual([
      ["10.0.0.1/32", 8080, 8080],
      ["10.0.0.2/32", 9090, 9090],
    ]);
  });

  test("an address that only Terraform will know", () => {
    const given = new Given();
    const address = new TerraformVariable(given.stack, "address", { type: "string" }).stringValue;
    served({ members: Members.addresses([address]) }, given);
    expect(given.only(EGRESS)).toMatchObject({ cidr_ipv4: "${var.address}/32", from_port: 8080 });
  });

  test("what several services share, by one rule: AWS refuses to have a rule twice", () => {
    const given = new Given();
    const variable = (type: string) => new TerraformVariable(given.stack, type, { type });
    const [address, port] = [variable("string"), variable("number")];
    const router = given.router();
    for (const id of ["one", "other"]) {
      // Each reference is a token of its own.
      const members = Members.addresses([address.stringValue]);
      const service = given.service(id, { members, port: port.numberValue });
      router.addRoute(id, { backends: [service], hostnames: [`${id}.example.com`] });
    }
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    expect(given.only(EGRESS)).toMatchObject({
      description: "Services on tcp port ${var.number}",
      cidr_ipv4: "${var.string}/32",
      from_port: "${var.number}",
    });
  });

  test("a port alone, where a service has many addresses", () => {
    expect(served({ members: many(5) }).only(EGRESS)).toMatchObject({ cidr_ipv4: "0.0.0.0/0", from_port: 8080 });
  });

  test("ports alone, where rules that name addresses would take more than half of what the group has", () => {
    const given = new Given({ quotas: { securityGroupRules: 4 } });
    const router = given.router();
    for (const [index, port] of [8080, 8081, 8082].entries()) {
      const service = given.service(`s${index}`, { port, members: Members.addresses([`10.0.0.${index}`]) });
      router.addRoute(`r${index}`, { backends: [service], hostnames: [`h${index}.example.com`] });
    }
    given.httpEdge(router);
    expect(
      given
        .all(EGRESS)
        .map(({ cidr_ipv4 }) => cidr_ipv4)
        .sort(),
    ).toEqual(["0.0.0.0/0", "10.0.0.0/32", "10.0.0.1/32"]);
  });
});

test("more rules than a security group has are known before AWS says so", () => {
  const given = new Given({ quotas: { securityGroupRules: 2 } });
  const router = given.router();
  for (const port of [8080, 8081, 8082]) {
    const service = given.service(`s${port}`, { port, members: many(5) });
    router.addRoute(`r${port}`, { backends: [service], hostnames: [`h${port}.example.com`] });
  }
  given.httpEdge(router);
  expect(given.errors()).toEqual(["aws-quota-security-group-rules"]);
  expect(given.errorLines()[0]).toContain("edges[0]");
});

test.each<[sources: readonly string[], refused: boolean]>([
  [["10.0.0.0/24", "fd00::/64"], false],
  [["10.0.0.0/24", "10.0.1.0/24"], true],
  [["10.0.0.0/24", "sg-1"], true],
  [["fd00::/64", "pl-1"], true],
])("two listeners for %j are more than three rules of one family: %s", (sources, refused) => {
  const given = new Given({ sources, quotas: { securityGroupRules: 3 } });
  const edge = given.edge();
  for (const port of [3306, 3307]) {
    edge.addListener(`p${port}`, Listener.tcp({ port, service: given.service(`s${port}`, { protocol: "TCP" }) }));
  }
  expect(given.errors()).toEqual(refused ? ["aws-quota-security-group-rules"] : []);
});

describe("the security group of a service's instances", () => {
  const options = { targetGroups: { securityGroupId: "sg-users" } };

  test("lets the load balancer in on the ports of the service and of its health check, and the balancer out to it alone", () => {
    const given = served({ healthCheck: HealthCheck.http({ port: 8081 }) }, new Given(options));
    const balancer = expect.stringMatching(/^\$\{aws_security_group\.edge_.*\.id\}$/);
    const egress = given.all(EGRESS);
    expect(egress).toHaveLength(2);
    for (const port of [8080, 8081]) {
      expect(egress).toContainEqual(
        expect.objectContaining({
          security_group_id: balancer,
          referenced_security_group_id: "sg-users",
          from_port: port,
          to_port: port,
          ip_protocol: "tcp",
        }),
      );
      expect(given.all(INGRESS)).toContainEqual(
        expect.objectContaining({
          security_group_id: "sg-users",
          referenced_security_group_id: balancer,
          from_port: port,
          to_port: port,
          ip_protocol: "tcp",
        }),
      );
    }
    expect(egress.some((rule) => "cidr_ipv4" in rule)).toBe(false);
  });

  test("is opened once for services that share it, however they name it", () => {
    const given = new Given();
    const group = new SecurityGroup(given.stack, "instances", {});
    const router = given.router();
    for (const id of ["users", "payments"]) {
      const platform = given.platform.with({ targetGroups: { securityGroupId: group.id } });
      const service = new LogicalService(given.stack, id, { platform, port: 8080, members: many(1) });
      router.addRoute(id, { backends: [service], hostnames: [`${id}.example.com`] });
    }
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    expect(given.only(EGRESS)).toMatchObject({ referenced_security_group_id: "${aws_security_group.instances.id}" });
  });

  test("is made for a service that Portico runs, and has no other way in", () => {
    const given = new Given();
    const service = new LogicalService(given.stack, "users", {
      platform: given.platform,
      port: 8080,
      workload: Workload.container({ image: "users:1" }),
    });
    const router = given.router();
    router.addRoute("users", { backends: [service] });
    given.httpEdge(router);
    const own = given.tagged("aws_security_group", "service", "users");
    expect(own).toMatchObject({ vpc_id: "vpc-1", lifecycle: { create_before_destroy: true } });
    const into = given
      .all(INGRESS)
      .filter(({ security_group_id }) => /^\$\{aws_security_group\.users_/.test(security_group_id));
    expect(into).toEqual([
      expect.objectContaining({ referenced_security_group_id: expect.any(String), from_port: 8080 }),
    ]);
  });

  test("is not made for a service whose instances are there already", () => {
    const given = new Given();
    given.service("users");
    expect(given.all("aws_security_group")).toEqual([]);
  });
});
