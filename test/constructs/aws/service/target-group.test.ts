import { Fn, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import {
  Balancing,
  HealthCheck,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Members,
  SessionAffinity,
} from "portico";
import { Aws } from "portico/aws";
import { AwsService } from "../../../../constructs/aws/service";
import { type Body, Given } from "../support/synthesize";

function targetGroup(props: Partial<LogicalServiceProps>): Body {
  const given = new Given();
  given.service("users", props);
  expect(given.errors()).toEqual([]);
  return given.only("aws_lb_target_group");
}

function errorsFor(props: Partial<LogicalServiceProps>): readonly string[] {
  const given = new Given();
  given.service("users", props);
  return given.errors();
}

const TCP = { protocol: "TCP", port: 3306 } as const;
const UDP = { protocol: "UDP", port: 53, healthCheck: HealthCheck.tcp({ port: 8080 }) } as const;

describe("a service becomes a target group", () => {
  test("of addresses in the VPC, with the Topology's defaults", () => {
    expect(targetGroup({})).toEqual({
      name: expect.stringMatching(/^users-[0-9a-f]{10}$/),
      vpc_id: "vpc-1",
      target_type: "ip",
      port: 8080,
      protocol: "HTTP",
      protocol_version: "HTTP1",
      load_balancing_algorithm_type: "round_robin",
      deregistration_delay: "30",
      health_check: {
        enabled: true,
        protocol: "HTTP",
        path: "/",
        matcher: "200-499",
        port: "traffic-port",
        interval: 10,
        timeout: 2,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
      stickiness: { enabled: false, type: "lb_cookie", cookie_duration: 86_400 },
      tags: { "portico:service": "users" },
      lifecycle: { create_before_destroy: true },
    });
  });

  test.each([
    ["HTTP", "HTTP", "HTTP1"],
    ["H2C", "HTTP", "HTTP2"],
    ["GRPC", "HTTP", "GRPC"],
    ["TCP", "TCP", undefined],
    ["TLS", "TCP", undefined],
    ["UDP", "UDP", undefined],
  ] as const)("%s: protocol %s, version %s", (protocol, expected, version) => {
    const given = new Given();
    given.service("users", { protocol });
    expect(given.only("aws_lb_target_group")).toMatchObject({ protocol: expected });
    expect(given.only("aws_lb_target_group").protocol_version).toBe(version);
  });

  test("for TLS again where the listener has ended TLS", () => {
    const given = new Given({ certificates: { shop: "arn:aws:acm:eu-west-1:1:certificate/1" } });
    const service = given.service("mail", { protocol: "TLS", port: 993 });
    given.edge().addListener("imaps", Listener.tls({ port: 993, certificates: ["shop"], service }));
    expect(given.only("aws_lb_target_group")).toMatchObject({ protocol: "TLS" });
    expect(given.only("aws_lb_target_group")).not.toHaveProperty("stickiness");
    expect(given.errors()).toEqual([]);
  });
});

describe("members become attachments", () => {
  test("by address and port", () => {
    const given = new Given();
    given.service("users", { members: Members.addresses(["10.0.0.1", { address: "10.0.0.2", port: 9090 }]) });
    const lifecycle = { create_before_destroy: true };
    const target_group_arn = expect.stringMatching(/^\$\{aws_lb_target_group\.users_.*\.arn\}$/);
    expect(given.all("aws_lb_target_group_attachment")).toEqual([
      { target_group_arn, target_id: "10.0.0.1", port: 8080, lifecycle },
      { target_group_arn, target_id: "10.0.0.2", port: 9090, lifecycle },
    ]);
  });

  test("whose names do not change when others come or go", () => {
    const names = (addresses: readonly string[]) => {
      const given = new Given();
      given.service("users", { members: Members.addresses(addresses) });
      return Object.keys(given.resources("aws_lb_target_group_attachment"));
    };
    expect(names(["10.0.0.9", "10.0.0.1", "10.0.0.2"])).toEqual(
      expect.arrayContaining([...names(["10.0.0.1", "10.0.0.2"])]),
    );
  });

  test("of IPv6 addresses in a target group for IPv6", () => {
    expect(targetGroup({ members: Members.addresses(["2001:db8::1"]) })).toMatchObject({ ip_address_type: "ipv6" });
  });

  test("known to Terraform alone, by their place", () => {
    const given = new Given();
    const address = new TerraformVariable(given.stack, "address", { type: "string" });
    given.service("users", { members: Members.addresses([address.stringValue, "10.0.0.1"]) });
    expect(given.errors()).toEqual([]);
    expect(given.all("aws_lb_target_group_attachment").map(({ target_id }) => target_id)).toEqual(
      expect.arrayContaining(["${var.address}", "10.0.0.1"]),
    );
  });
});

describe("the name", () => {
  const nameOf = (props: Partial<LogicalServiceProps>, given = new Given()) => {
    given.service("users", props);
    return given.only("aws_lb_target_group").name;
  };

  test.each<[string, Partial<LogicalServiceProps>]>([
    ["port", { port: 9090 }],
    ["protocol", { protocol: "TCP" }],
    ["version of HTTP", { protocol: "H2C" }],
    ["kind of addresses", { members: Members.addresses(["2001:db8::1"]) }],
  ])("changes with the %s, which AWS cannot change in place", (_, props) => {
    expect(nameOf(props)).not.toBe(nameOf({}));
  });

  test("changes with the VPC", () => {
    expect(nameOf({}, new Given({ vpcId: "vpc-2" }))).not.toBe(nameOf({}));
  });

  test("stays when what can be changed in place does", () => {
    const other = { members: Members.addresses(["10.0.0.7"]), drain: "5s", balancing: Balancing.leastConnections() };
    expect(nameOf(other)).toBe(nameOf({}));
  });

  test("differs between two copies of one stack", () => {
    expect(nameOf({}, new Given({}, "blue"))).not.toBe(nameOf({}, new Given({}, "green")));
  });

  test.each(["a-service-with-a-name-that-is-far-too-long-for-aws", "dots.in.it", "internal", "9"])(
    "of %s is one that AWS takes",
    (id) => {
      const given = new Given();
      given.service(id);
      const { name } = given.only("aws_lb_target_group");
      expect(name).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/);
      expect(name).not.toMatch(/^internal-/);
    },
  );

  test("depends on no token", () => {
    const name = (variable: string) => {
      const stack = new TerraformStack(Testing.app(), "stack");
      const vpcId = new TerraformVariable(stack, variable, { type: "string" }).stringValue;
      new LogicalService(stack, "users", { platform: new Aws({ vpcId, subnetIds: [], lockFile: false }), port: 80 });
      const [group] = Object.values<Body>(JSON.parse(Testing.synth(stack)).resource.aws_lb_target_group);
      expect(group?.vpc_id).toBe(`\${var.${variable}}`);
      return group?.name;
    };
    expect(name("one")).toBe(name("other"));
  });
});

describe("balancing", () => {
  test.each([
    ["round robin", Balancing.roundRobin(), "round_robin"],
    ["least connections", Balancing.leastConnections(), "least_outstanding_requests"],
    ["random", Balancing.random(), "weighted_random"],
  ])("%s on HTTP", (_, balancing, algorithm) => {
    expect(targetGroup({ balancing })).toMatchObject({ load_balancing_algorithm_type: algorithm });
  });

  test.each([
    ["source hash", Balancing.sourceHash()],
    ["consistent hash", Balancing.consistentHash("header:x-user")],
  ])("%s on HTTP is not to be had", (_, balancing) => {
    expect(errorsFor({ balancing })).toEqual(["alb-balancing"]);
  });

  test("by the source on TCP is stickiness", () => {
    const group = targetGroup({ ...TCP, balancing: Balancing.sourceHash() });
    expect(group).toMatchObject({ stickiness: { enabled: true, type: "source_ip" } });
    expect(group).not.toHaveProperty("load_balancing_algorithm_type");
  });

  test("that was not asked for on TCP is the flow hash", () => {
    expect(targetGroup(TCP)).toMatchObject({ stickiness: { enabled: false, type: "source_ip" } });
  });

  test.each([
    ["round robin", Balancing.roundRobin()],
    ["least connections", Balancing.leastConnections()],
    ["random", Balancing.random()],
    ["consistent hash", Balancing.consistentHash("source")],
  ])("%s on TCP is not to be had", (_, balancing) => {
    expect(errorsFor({ ...TCP, balancing })).toEqual(["nlb-balancing"]);
  });

  test("that is accepted is a warning", () => {
    const given = new Given();
    given.service("galera", { ...TCP, balancing: Balancing.leastConnections(), accept: ["nlb-balancing"] });
    expect(given.warnings()).toContain("nlb-balancing");
  });
});

describe("session affinity", () => {
  test("by cookie", () => {
    const sessionAffinity = SessionAffinity.cookie({ ttl: "2h" });
    expect(targetGroup({ sessionAffinity }).stickiness).toEqual({
      enabled: true,
      type: "lb_cookie",
      cookie_duration: 7200,
    });
  });

  test("by source address on TCP", () => {
    const group = targetGroup({ ...TCP, sessionAffinity: SessionAffinity.sourceIp() });
    expect(group.stickiness).toEqual({ enabled: true, type: "source_ip" });
  });

  test.each<[string, Partial<LogicalServiceProps>, string]>([
    ["a cookie's name", { sessionAffinity: SessionAffinity.cookie({ cookieName: "mine" }) }, "alb-cookie-name"],
    ["a cookie of eight days", { sessionAffinity: SessionAffinity.cookie({ ttl: "192h" }) }, "aws-affinity-ttl"],
    ["a cookie of half a second", { sessionAffinity: SessionAffinity.cookie({ ttl: "500ms" }) }, "aws-affinity-ttl"],
    ["the address on HTTP", { sessionAffinity: SessionAffinity.sourceIp() }, "alb-source-affinity"],
    ["a time limit on TCP", { ...TCP, sessionAffinity: SessionAffinity.sourceIp({ ttl: "1h" }) }, "nlb-affinity-ttl"],
  ])("%s is not to be had", (_, props, code) => {
    expect(errorsFor(props)).toEqual([code]);
  });

  test("is not to be had where a Network Load Balancer ends TLS", () => {
    const given = new Given({ certificates: { shop: "arn:aws:acm:eu-west-1:1:certificate/1" } });
    const service = given.service("mail", { ...TCP, sessionAffinity: SessionAffinity.sourceIp() });
    given.edge().addListener("imaps", Listener.tls({ port: 993, certificates: ["shop"], service }));
    expect(given.errors()).toEqual(["nlb-tls-stickiness"]);
  });
});

describe("health checks", () => {
  const http = HealthCheck.http({
    path: "/healthz",
    port: 8081,
    interval: "15s",
    timeout: "5s",
    healthyThreshold: 3,
    unhealthyThreshold: 4,
    expectedStatuses: ["200", "202-204"],
  });

  test("over HTTP", () => {
    expect(targetGroup({ healthCheck: http }).health_check).toEqual({
      enabled: true,
      protocol: "HTTP",
      path: "/healthz",
      port: "8081",
      matcher: "200,202-204",
      interval: 15,
      timeout: 5,
      healthy_threshold: 3,
      unhealthy_threshold: 4,
    });
  });

  test.each<[string, Partial<LogicalServiceProps>, Body]>([
    [
      "HTTP for TCP",
      { ...TCP, healthCheck: HealthCheck.http({ path: "/up" }) },
      { protocol: "HTTP", path: "/up", matcher: "200-399" },
    ],
    ["TCP for TCP", { ...TCP, healthCheck: HealthCheck.tcp() }, { protocol: "TCP" }],
    ["none for TCP", TCP, { protocol: "TCP" }],
    ["TCP for UDP", UDP, { protocol: "TCP", port: "8080" }],
    [
      "gRPC for gRPC",
      { protocol: "GRPC", healthCheck: HealthCheck.grpc() },
      { path: "/grpc.health.v1.Health/Check", matcher: "0" },
    ],
    ["none for gRPC", { protocol: "GRPC" }, { path: "/AWS.ALB/healthcheck", matcher: "0-99" }],
  ])("%s", (_, props, expected) => {
    expect(targetGroup(props).health_check).toMatchObject(expected);
  });

  test("of UDP services have a word of warning where they are not asked for", () => {
    const given = new Given();
    given.service("dns", { protocol: "UDP" });
    expect(given.warnings()).toContain("nlb-udp-health-check");
  });

  test.each<[string, Partial<LogicalServiceProps>, readonly string[]]>([
    ["TCP for HTTP", { healthCheck: HealthCheck.tcp() }, ["aws-health-check-type"]],
    ["gRPC for HTTP", { healthCheck: HealthCheck.grpc() }, ["aws-health-check-type"]],
    ["HTTP for gRPC", { protocol: "GRPC", healthCheck: HealthCheck.http() }, ["aws-health-check-type"]],
    [
      "an interval of a second",
      { healthCheck: HealthCheck.http({ interval: "1s", timeout: "500ms" }) },
      ["aws-health-check", "aws-health-check"],
    ],
    [
      "a timeout as long as the interval",
      { healthCheck: HealthCheck.http({ interval: "5s", timeout: "5s" }) },
      ["aws-health-check"],
    ],
    ["a long path", { healthCheck: HealthCheck.http({ path: `/${"a".repeat(1024)}` }) }, ["aws-health-check-path"]],
    ["one success", { healthCheck: HealthCheck.http({ healthyThreshold: 1 }) }, ["aws-health-check"]],
    ["a status of 5xx", { healthCheck: HealthCheck.http({ expectedStatuses: ["200-599"] }) }, ["aws-health-check"]],
  ])("%s is not to be had", (_, props, codes) => {
    expect(errorsFor(props)).toEqual(codes);
  });

  test("that are accepted come as near as AWS allows", () => {
    const given = new Given();
    const healthCheck = HealthCheck.http({
      interval: "1500ms",
      timeout: "500ms",
      healthyThreshold: 1,
      expectedStatuses: ["100-299", "503"],
    });
    given.service("users", { healthCheck, accept: ["aws-health-check"] });
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb_target_group").health_check).toMatchObject({
      interval: 5,
      timeout: 2,
      healthy_threshold: 2,
      matcher: "200-299",
    });
  });
});

describe("other settings", () => {
  test("drain", () => {
    expect(targetGroup({ drain: "2m" })).toMatchObject({ deregistration_delay: "120" });
  });

  test.each<[string, Partial<LogicalServiceProps>, readonly string[]]>([
    ["two hours of drain", { drain: "2h" }, ["aws-drain"]],
    ["half a second of drain", { drain: "500ms" }, ["aws-drain"]],
    ["the labels of pods", { members: Members.selector({ app: "users" }) }, ["aws-member-selector"]],
    ["a public address", { members: Members.addresses(["203.0.113.9"]) }, ["aws-member-range"]],
    ["the machine itself", { members: Members.addresses(["127.0.0.1"]) }, ["aws-member-range"]],
    ["an address of a carrier's network", { members: Members.addresses(["100.64.0.1"]) }, []],
    ["a host name", { members: Members.addresses(["users.internal"]) }, ["aws-member-address"]],
    [
      "weights",
      { members: Members.addresses([{ address: "10.0.0.1", weight: 2 }, "10.0.0.2"]) },
      ["aws-member-weight"],
    ],
    [
      "both kinds of addresses",
      { members: Members.addresses(["10.0.0.1", "2001:db8::1"]) },
      ["aws-member-addresses-mixed"],
    ],
  ])("%s: not to be had", (_, props, codes) => {
    expect(errorsFor(props)).toEqual(codes);
  });

  test("a member of weight 0 is no target", () => {
    const given = new Given();
    given.service("users", { members: Members.addresses(["10.0.0.1", { address: "10.0.0.2", weight: 0 }]) });
    expect(given.errors()).toEqual([]);
    expect(given.all("aws_lb_target_group_attachment")).toHaveLength(1);
  });

  test("a duration that only Terraform will know", () => {
    const drain = Token.asString(Fn.lookup({ a: "30s" }, "a"));
    expect(errorsFor({ drain })).toEqual(["aws-unknown-duration"]);
  });

  test("the user's tags, beside Portico's", () => {
    const given = new Given({ tags: { team: "shop", "portico:service": "forged" } });
    given.service("users");
    expect(given.only("aws_lb_target_group").tags).toEqual({ team: "shop", "portico:service": "users" });
  });

  test("where the diagnostic is about is a path in the Topology", () => {
    const given = new Given();
    given.service("users");
    given.service("search", { members: Members.addresses(["10.0.0.1", "search.internal"]) });
    expect(given.errorLines()[0]).toContain("services[1].members[1].address");
  });
});

test("the resources are to be reached, each of its own type", () => {
  const given = new Given();
  const { resources } = given.service("users");
  expect(resources).toBeInstanceOf(AwsService);
  const service = resources as AwsService;
  service.targetGroup.slowStart = 60;
  expect(service.attachments).toHaveLength(1);
  expect(given.only("aws_lb_target_group")).toMatchObject({ slow_start: 60 });
});

test("members that differ only in where their address is abbreviated are two, and one named twice is a fault, not a crash", () => {
  const given = new Given();
  given.service("six", { members: Members.addresses(["2001:db8::1", "2001:db8:1::"]) });
  given.service("twice", { members: Members.addresses(["10.0.0.1", "10.0.0.1"]) });

  expect(given.errors()).toEqual(["duplicate-member"]);
});
