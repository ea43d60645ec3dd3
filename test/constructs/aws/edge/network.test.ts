import { Listener, Members } from "portico";
import { Given } from "../support/synthesize";

const CERTIFICATES = {
  mail: "arn:aws:acm:eu-west-1:1:certificate/mail",
  news: "arn:aws:acm:eu-west-1:1:certificate/news",
};

const tcp = (given: Given, id = "galera", port = 3306) => given.service(id, { protocol: "TCP", port });

describe("an edge with a TCP listener", () => {
  test("has a Network Load Balancer over all zones", () => {
    const given = new Given();
    given.edge().addListener("galera", Listener.tcp({ port: 3306, service: tcp(given) }));
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb")).toMatchObject({
      load_balancer_type: "network",
      enable_cross_zone_load_balancing: true,
      enable_deletion_protection: true,
      security_groups: [expect.stringMatching(/^\$\{aws_security_group\./)],
    });
    expect(given.only("aws_lb_listener")).toEqual({
      load_balancer_arn: expect.stringMatching(/^\$\{aws_lb\./),
      port: 3306,
      protocol: "TCP",
      tcp_idle_timeout_seconds: 3600,
      default_action: [
        { type: "forward", target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.galera_/) },
      ],
      tags: { "portico:edge": "edge", "portico:listener": "galera" },
    });
  });

  test("beside an HTTP one has two load balancers, each with a security group", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.httpEdge(router).addListener("galera", Listener.tcp({ port: 3306, service: tcp(given) }));
    expect(
      given
        .all("aws_lb")
        .map(({ load_balancer_type }) => load_balancer_type)
        .sort(),
    ).toEqual(["application", "network"]);
    expect(given.all("aws_security_group")).toHaveLength(2);
    expect(new Set(given.all("aws_lb").map(({ name }) => name)).size).toBe(2);
    expect(given.errors()).toEqual([]);
  });
});

test("a UDP listener lets datagrams in and out", () => {
  const given = new Given();
  const service = given.service("dns", { protocol: "UDP", port: 53 });
  given.edge().addListener("dns", Listener.udp({ port: 53, service }));
  expect(given.errors()).toEqual([]);
  expect(given.only("aws_lb_listener")).toMatchObject({ protocol: "UDP" });
  expect(given.only("aws_lb_listener")).not.toHaveProperty("tcp_idle_timeout_seconds");
  expect(given.all("aws_vpc_security_group_ingress_rule").map(({ ip_protocol }) => ip_protocol)).toEqual([
    "udp",
    "udp",
  ]);
  expect(
    given
      .all("aws_vpc_security_group_egress_rule")
      .map(({ ip_protocol }) => ip_protocol)
      .sort(),
  ).toEqual(["tcp", "udp"]);
});

test("a TLS listener ends TLS with its certificates", () => {
  const given = new Given({ certificates: CERTIFICATES, tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" });
  given.edge().addListener("imaps", Listener.tls({ port: 993, service: tcp(given), certificates: ["mail", "news"] }));
  expect(given.errors()).toEqual([]);
  expect(given.only("aws_lb_listener")).toMatchObject({
    protocol: "TLS",
    ssl_policy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
    certificate_arn: CERTIFICATES.mail,
  });
  expect(given.only("aws_lb_listener_certificate")).toMatchObject({ certificate_arn: CERTIFICATES.news });
});

describe("TLS that is passed through", () => {
  test("is TCP to the load balancer", () => {
    const given = new Given();
    const service = given.service("mail", { protocol: "TLS", port: 993 });
    given.edge().addListener("imaps", Listener.tlsPassthrough({ port: 993, service }));
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb_listener")).toMatchObject({ protocol: "TCP" });
    expect(given.only("aws_lb_target_group")).toMatchObject({ protocol: "TCP" });
  });

  test("cannot be told apart by server name", () => {
    const given = new Given();
    const [one, other] = ["one", "other"].map((id) => given.service(id, { protocol: "TLS", port: 993 }));
    if (one === undefined || other === undefined) throw new Error("no services");
    const routes = [
      { hostnames: ["one.example.com"], service: one },
      { hostnames: ["other.example.com"], service: other },
    ];
    given.edge().addListener("imaps", Listener.tlsPassthrough({ port: 993, routes }));
    expect(given.errors()).toEqual(["nlb-sni-routes"]);
    expect(given.errorLines()[0]).toContain("edges[0].listeners[0].tlsRoutes");
  });

  test("and ended for one service by two listeners has a target group for each", () => {
    const given = new Given({ certificates: CERTIFICATES });
    const service = given.service("mail", { protocol: "TLS", port: 993 });
    const edge = given.edge();
    edge.addListener("through", Listener.tlsPassthrough({ port: 993, service }));
    edge.addListener("ended", Listener.tls({ port: 994, service, certificates: ["mail"] }));
    expect(given.errors()).toEqual([]);
    const groups = given.resources("aws_lb_target_group");
    const ledTo = Object.fromEntries(
      given.all("aws_lb_listener").map(({ protocol, default_action: [action] }) => {
        const name = /aws_lb_target_group\.(\w+)\./.exec(action.target_group_arn)?.[1] ?? "";
        return [protocol, groups[name]?.protocol];
      }),
    );
    expect(ledTo).toEqual({ TCP: "TCP", TLS: "TLS" });
  });
});

describe("what AWS would refuse", () => {
  test.each<[string, (given: Given) => Listener, readonly string[]]>([
    [
      "a TCP connection that may be silent for a second",
      (given) => Listener.tcp({ port: 1, service: tcp(given), idleTimeout: "1s" }),
      ["nlb-idle-timeout"],
    ],
    [
      "a TCP connection that may be silent for two minutes",
      (given) => Listener.tcp({ port: 1, service: tcp(given), idleTimeout: "2m" }),
      [],
    ],
    [
      "a UDP flow of a minute",
      (given) => Listener.udp({ port: 1, service: given.service("dns", { protocol: "UDP" }), idleTimeout: "1m" }),
      ["nlb-idle-timeout"],
    ],
    [
      "a UDP flow of two minutes",
      (given) => Listener.udp({ port: 1, service: given.service("dns", { protocol: "UDP" }), idleTimeout: "2m" }),
      [],
    ],
  ])("%s", (_, listener, codes) => {
    const given = new Given();
    given.edge().addListener("listener", listener(given));
    expect(given.errors()).toEqual(codes);
  });

  test("TCP and UDP on one port, for different instances", () => {
    const given = new Given();
    const edge = given.edge();
    edge.addListener("tcp", Listener.tcp({ port: 53, service: tcp(given, "dns-tcp", 53) }));
    const members = Members.addresses(["10.0.0.9"]);
    edge.addListener(
      "udp",
      Listener.udp({ port: 53, service: given.service("dns", { protocol: "UDP", port: 53, members }) }),
    );
    expect(given.errors()).toEqual(["nlb-shared-port"]);
  });

  test("more listeners than the quota", () => {
    const given = new Given();
    const service = tcp(given);
    const edge = given.edge();
    for (let port = 1; port <= 51; port++) edge.addListener(`l${port}`, Listener.tcp({ port, service }));
    expect(given.errors()).toEqual(["aws-quota-listeners"]);
  });
});
