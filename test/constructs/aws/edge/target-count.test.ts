import { HealthCheck, Listener, LogicalService, type LogicalServiceProps, Match, Members, Workload } from "portico";
import { AwsMembers, type AwsProps } from "portico/aws";
import { Given } from "../support/synthesize";

const addresses = (count: number) =>
  Members.addresses(
    Array.from({ length: count }, (_, index) => `10.0.${Math.floor(index / 200)}.${(index % 200) + 1}`),
  );

const TCP = { protocol: "TCP", port: 5432 } as const;

/** The errors of a Network Load Balancer with a listener for each of these services. */
function network(services: readonly Partial<LogicalServiceProps>[], props: Partial<AwsProps> = {}): readonly string[] {
  const given = new Given(props);
  const edge = given.edge();
  for (const [index, own] of services.entries()) {
    const service = given.service(`service-${index}`, { ...TCP, ...own });
    edge.addListener(`listener-${index}`, Listener.tcp({ port: 5432 + index, service }));
  }
  return given.errors();
}

const TOO_MANY = ["aws-quota-targets"];
const WITHIN_ZONES: Partial<AwsProps> = { network: { crossZone: false } };

describe("the targets of a Network Load Balancer", () => {
  test.each<[string, readonly Partial<LogicalServiceProps>[], Partial<AwsProps>, readonly string[]]>([
    ["500 where requests cross zones", [{ members: addresses(500) }], {}, []],
    ["501", [{ members: addresses(501) }], {}, TOO_MANY],
    ["of several services", [{ members: addresses(300) }, { members: addresses(201) }], {}, TOO_MANY],
    ["500 in each zone where they do not", [{ members: addresses(501) }], WITHIN_ZONES, []],
    ["and in two zones no more", [{ members: addresses(600) }, { members: addresses(401) }], WITHIN_ZONES, TOO_MANY],
    ["instances", [{ members: AwsMembers.instances(Array.from({ length: 501 }, (_, i) => `i-${i}`)) }], {}, TOO_MANY],
    ["as many as the account has", [{ members: addresses(501) }], { quotas: { networkTargetsPerZone: 501 } }, []],
  ])("%s", (_, services, props, errors) => {
    expect(network(services, props)).toEqual(errors);
  });

  test("are those of one target group where TCP and UDP share a port", () => {
    const given = new Given();
    const edge = given.edge();
    const shared = { port: 53, members: addresses(300), healthCheck: HealthCheck.tcp() };
    const [tcp, udp] = [
      given.service("tcp", { ...shared, protocol: "TCP" }),
      given.service("udp", { ...shared, protocol: "UDP" }),
    ];
    edge.addListener("tcp", Listener.tcp({ port: 53, service: tcp }));
    edge.addListener("udp", Listener.udp({ port: 53, service: udp }));
    expect(given.errors()).toEqual([]);
  });

  test.each([
    [5, {}, []],
    [6, {}, TOO_MANY],
    [6, WITHIN_ZONES, []],
  ] as const)("%d Application Load Balancers, with %j: each counts for many", (count, props, errors) => {
    const arn = (index: number) => `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a-${index}/${index}`;
    const services = Array.from({ length: count }, (_, index) => ({ members: AwsMembers.loadBalancer(arn(index)) }));
    expect(network(services, props)).toEqual(errors);
  });
});

describe("the targets of a group", () => {
  const errors = (props: Partial<LogicalServiceProps>, account: Partial<AwsProps> = {}) => {
    const given = new Given(account);
    given.service("users", props);
    return given.errors();
  };

  test("are a thousand at most, unless the account has more", () => {
    expect(errors({ members: addresses(1000) })).toEqual([]);
    expect(errors({ members: addresses(1001) })).toEqual(["aws-quota-targets-per-group"]);
    expect(errors({ members: addresses(1001) }, { quotas: { targetsPerGroup: 1500 } })).toEqual([]);
  });

  test.each([
    [501, []],
    [1001, ["aws-quota-targets", "aws-quota-targets-per-group"]],
  ] as const)("are as many tasks as there may be: %d", (max, expected) => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    const workload = Workload.container({ image: "app:1", replicas: { min: 2, max } });
    const service = new LogicalService(given.stack, "app", { platform: given.platform, port: 8080, workload });
    const router = given.router();
    router.addRoute("app", { matches: [Match.pathPrefix("/app")], backends: [service] });
    given.httpEdge(router);
    expect([...given.errors()].sort()).toEqual(expected);
  });
});
