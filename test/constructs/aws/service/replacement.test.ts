import fc from "fast-check";
import { Listener, type LogicalServiceProps, Members } from "portico";
import { AwsMembers, type TargetGroupOptions } from "portico/aws";
import { type Body, Given } from "../support/synthesize";

/** What the provider cannot change in a target group that is there (provider 6, `aws_lb_target_group`, ForceNew). */
const REPLACING = ["port", "protocol", "protocol_version", "vpc_id", "target_type", "ip_address_type"];

interface Setup {
  readonly service: Partial<LogicalServiceProps>;
  readonly targetGroups: TargetGroupOptions;
  readonly vpcId: string;
}

const members: readonly (Members | undefined)[] = [
  undefined,
  Members.addresses(["10.0.0.1"]),
  Members.addresses(["10.0.0.1", "10.0.0.2"]),
  Members.addresses(["2001:db8::1"]),
  AwsMembers.instances(["i-1"]),
  AwsMembers.instances(["i-1", "i-2"]),
  AwsMembers.autoScalingGroup("fleet"),
  AwsMembers.lambda("arn:aws:lambda:eu-west-1:1:function:f"),
  AwsMembers.targetGroupBinding({ serviceName: "users", servicePort: 80 }),
];

const setups: fc.Arbitrary<Setup> = fc.record({
  service: fc.record({
    port: fc.constantFrom(80, 8080),
    protocol: fc.constantFrom("HTTP", "H2C", "GRPC", "TCP", "TLS", "UDP"),
    members: fc.constantFrom(...members).map((one) => one ?? Members.addresses([])),
    drain: fc.constantFrom("5s", "30s"),
  }),
  targetGroups: fc.record({ tls: fc.boolean(), crossZone: fc.boolean(), proxyProtocol: fc.boolean() }),
  vpcId: fc.constantFrom("vpc-1", "vpc-2"),
});

function targetGroup({ service, targetGroups, vpcId }: Setup): Body {
  const given = new Given({ targetGroups, vpcId });
  given.service("users", service);
  return given.only("aws_lb_target_group");
}

const replacing = (group: Body) => JSON.stringify(REPLACING.map((attribute) => group[attribute] ?? null));

describe("a target group that Terraform replaces", () => {
  test("has another name than the one that is still in use, and one that stays keeps its own", () => {
    fc.assert(
      fc.property(setups, setups, (before, after) => {
        const [old, changed] = [targetGroup(before), targetGroup(after)];
        expect(changed.name === old.name).toBe(replacing(changed) === replacing(old));
        expect(changed.name).toMatch(/^[A-Za-z0-9-]{1,32}$/);
      }),
      { numRuns: 40 },
    );
  });

  test("is created before the old one is destroyed, and so is all that fills it", () => {
    for (const one of members) {
      const given = new Given();
      given.service("users", one === undefined ? {} : { members: one });
      for (const type of [
        "aws_lb_target_group",
        "aws_lb_target_group_attachment",
        "aws_autoscaling_attachment",
        "aws_lambda_permission",
      ]) {
        for (const { lifecycle } of given.all(type)) expect(lifecycle).toEqual({ create_before_destroy: true });
      }
    }
  });

  test("is one where a listener that comes later makes another protocol of it", () => {
    const name = (withUdp: boolean) => {
      const given = new Given();
      const edge = given.edge();
      const tcp = given.service("dns-tcp", { protocol: "TCP", port: 53 });
      const udp = given.service("dns-udp", { protocol: "UDP", port: 53 });
      edge.addListener("tcp", Listener.tcp({ port: 53, service: tcp }));
      if (withUdp) edge.addListener("udp", Listener.udp({ port: 53, service: udp }));
      return given.tagged("aws_lb_target_group", "service", "dns-tcp").name;
    };
    expect(name(true)).not.toBe(name(false));
  });

  test.each([
    ["an Application Load Balancer", "HTTP", true],
    ["a Network Load Balancer, which goes before the new one comes", "TCP", false],
  ] as const)("is one whose load balancer becomes internal, and is another then: %s", (_, protocol, changes) => {
    const name = (internal: boolean) => {
      const given = new Given({ internal });
      const service = given.service("users", { protocol });
      if (protocol === "TCP") {
        given.edge().addListener("users", Listener.tcp({ port: 8080, service }));
      } else {
        const router = given.router();
        router.addRoute("users", { backends: [service] });
        given.httpEdge(router);
      }
      return given.only("aws_lb_target_group").name;
    };
    expect(name(true) !== name(false)).toBe(changes);
  });

  test("is referred to by its resource, so that one apply moves everything to the new one", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.httpEdge(router);
    const [[resource, { name }] = ["", {}]] = Object.entries(given.resources("aws_lb_target_group")) as [
      string,
      Body,
    ][];
    const [rule, attachment] = [given.only("aws_lb_listener_rule"), given.only("aws_lb_target_group_attachment")];
    const reference = `\${aws_lb_target_group.${resource}.arn}`;
    expect(rule.action[0].target_group_arn).toBe(reference);
    expect(attachment.target_group_arn).toBe(reference);
    expect(JSON.stringify([rule, attachment])).not.toContain(name);
  });
});
