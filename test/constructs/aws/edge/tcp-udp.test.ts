import { HealthCheck, Listener, type LogicalServiceProps, Members } from "portico";
import { Given } from "../support/synthesize";

const DNS = { port: 53, members: Members.addresses(["10.0.0.1", "10.0.0.2"]), healthCheck: HealthCheck.tcp() } as const;

/** A TCP and a UDP listener on port 53, the one that is named first added first. */
function shared(order: readonly ("TCP" | "UDP")[], datagrams: Partial<LogicalServiceProps> = {}, given = new Given()) {
  const edge = given.edge();
  for (const protocol of order) {
    if (protocol === "TCP") {
      edge.addListener("tcp", Listener.tcp({ port: 53, service: given.service("dns-tcp", { ...DNS, protocol }) }));
    } else {
      const service = given.service("dns-udp", { ...DNS, protocol, ...datagrams });
      edge.addListener("udp", Listener.udp({ port: 53, service }));
    }
  }
  return { given, edge };
}

describe.each([[["TCP", "UDP"]], [["UDP", "TCP"]]] as const)("%s on one port for the same instances", (order) => {
  test("are one listener and one target group", () => {
    const { given, edge } = shared(order);
    expect(given.errors()).toEqual([]);
    const [group] = Object.keys(given.resources("aws_lb_target_group"));
    expect(given.only("aws_lb_target_group")).toMatchObject({ protocol: "TCP_UDP", port: 53 });
    const listener = given.only("aws_lb_listener");
    expect(listener).toMatchObject({
      protocol: "TCP_UDP",
      port: 53,
      default_action: [{ type: "forward", target_group_arn: `\${aws_lb_target_group.${group}.arn}` }],
    });
    expect(listener).not.toHaveProperty("tcp_idle_timeout_seconds");
    expect(given.all("aws_lb_target_group_attachment").map(({ target_id }) => target_id)).toEqual([
      "10.0.0.1",
      "10.0.0.2",
    ]);
    expect(edge.resources.listeners.get("tcp")?.listener).toBe(edge.resources.listeners.get("udp")?.listener);
  });

  test("let both in and out", () => {
    const { given } = shared(order);
    for (const type of ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]) {
      expect(new Set(given.all(type).map(({ ip_protocol }) => ip_protocol))).toEqual(new Set(["tcp", "udp"]));
    }
  });

  test.each<[string, Partial<LogicalServiceProps>]>([
    ["members", { members: Members.addresses(["10.0.0.1"]) }],
    ["ports", { port: 5353 }],
    ["drain times", { drain: "5s" }],
    ["health checks", { healthCheck: HealthCheck.tcp({ port: 8080 }) }],
  ])("with other %s are two, which a Network Load Balancer has not", (_, datagrams) => {
    expect(shared(order, datagrams).given.errors()).toEqual(["nlb-shared-port"]);
  });
});

test("a service that streams alone lead to on another port too has a target group for each", () => {
  const given = new Given();
  const edge = given.edge();
  const tcp = given.service("dns-tcp", { ...DNS, protocol: "TCP" });
  edge.addListener("tcp", Listener.tcp({ port: 53, service: tcp }));
  edge.addListener("udp", Listener.udp({ port: 53, service: given.service("dns-udp", { ...DNS, protocol: "UDP" }) }));
  edge.addListener("other", Listener.tcp({ port: 5353, service: tcp }));
  expect(given.errors()).toEqual([]);
  const protocols = given.all("aws_lb_target_group").map(({ protocol }) => protocol);
  expect(protocols.sort()).toEqual(["TCP", "TCP_UDP"]);
});

test("a silent connection lasts as long as AWS says", () => {
  const given = new Given();
  const edge = given.edge();
  const tcp = given.service("dns-tcp", { ...DNS, protocol: "TCP" });
  edge.addListener("tcp", Listener.tcp({ port: 53, service: tcp, idleTimeout: "10m" }));
  edge.addListener("udp", Listener.udp({ port: 53, service: given.service("dns-udp", { ...DNS, protocol: "UDP" }) }));
  expect(given.errors()).toEqual(["nlb-idle-timeout"]);
});

test("connections to unhealthy targets are not theirs to keep or to close, which AWS lets nobody choose", () => {
  const { given } = shared(["TCP", "UDP"], {}, new Given({ targetGroups: { unhealthyConnections: "2m" } }));
  expect(given.errors()).toEqual(["nlb-unhealthy-connections"]);
  expect(given.only("aws_lb_target_group")).not.toHaveProperty("target_health_state");
});

describe("a dual-stack load balancer", () => {
  const errors = (members: Members, order: readonly ("TCP" | "UDP")[]) => {
    const given = new Given({ dualStack: true });
    const edge = given.edge();
    for (const protocol of order) {
      const service = given.service(protocol, { ...DNS, members, protocol });
      edge.addListener(
        protocol,
        protocol === "UDP" ? Listener.udp({ port: 53, service }) : Listener.tcp({ port: 53, service }),
      );
    }
    return given.errors();
  };

  test.each([[["UDP"]], [["TCP", "UDP"]], [["UDP", "TCP"]]] as const)(
    "%s: leads datagrams to IPv6 targets alone",
    (order) => {
      expect(errors(Members.addresses(["10.0.0.1"]), order)).toEqual(["nlb-udp-dual-stack"]);
      expect(errors(Members.addresses(["2001:db8::1"]), order)).toEqual([]);
    },
  );

  test("leads streams to targets of either family", () => {
    expect(errors(Members.addresses(["10.0.0.1"]), ["TCP"])).toEqual([]);
  });
});
