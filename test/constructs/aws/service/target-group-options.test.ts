import { Balancing, HealthCheck, type LogicalServiceProps, SessionAffinity } from "portico";
import type { TargetGroupOptions } from "portico/aws";
import { type Body, Given } from "../support/synthesize";

function having(targetGroups: TargetGroupOptions, props: Partial<LogicalServiceProps> = {}): Given {
  const given = new Given({ targetGroups });
  given.service("users", props);
  return given;
}

const TCP = { protocol: "TCP", port: 3306 } as const;
const UDP = { protocol: "UDP", port: 53 } as const;
const random = { balancing: Balancing.random() };
const least = { balancing: Balancing.leastConnections() };
const sticky = { sessionAffinity: SessionAffinity.cookie({ ttl: "1h" }) };

describe("the target group of a service", () => {
  test.each<[string, TargetGroupOptions, Partial<LogicalServiceProps>, Body]>([
    ["keeps to the balancer's zone", { crossZone: false }, {}, { load_balancing_cross_zone_enabled: "false" }],
    ["crosses zones", { crossZone: true }, TCP, { load_balancing_cross_zone_enabled: "true" }],
    [
      "counts zones out",
      { minimumHealthy: { dns: { count: 2 }, routing: { percentage: 50 } } },
      {},
      {
        target_group_health: {
          dns_failover: { minimum_healthy_targets_count: "2", minimum_healthy_targets_percentage: "off" },
          unhealthy_state_routing: { minimum_healthy_targets_count: 1, minimum_healthy_targets_percentage: "50" },
        },
      },
    ],
    ["speaks TLS", { tls: true }, {}, { protocol: "HTTPS", health_check: { protocol: "HTTPS" } }],
    ["speaks gRPC over TLS", { tls: true }, { protocol: "GRPC" }, { protocol: "HTTPS", protocol_version: "GRPC" }],
    [
      "does not speak TLS with TCP services",
      { tls: true },
      TCP,
      { protocol: "TCP", health_check: { protocol: "TCP" } },
    ],
    [
      "is probed over TLS",
      { tls: true },
      { protocol: "TLS", port: 8443, healthCheck: HealthCheck.http({ path: "/up" }) },
      { protocol: "TCP", health_check: { protocol: "HTTPS", path: "/up" } },
    ],
    ["starts slowly", { slowStart: "1m" }, {}, { slow_start: 60 }],
    ["mitigates anomalies", { anomalyMitigation: true }, random, { load_balancing_anomaly_mitigation: "on" }],
    ["does not unless told", {}, random, { load_balancing_anomaly_mitigation: "off" }],
    [
      "goes by the application's cookie",
      { applicationCookie: "session" },
      sticky,
      { stickiness: { enabled: true, type: "app_cookie", cookie_name: "session", cookie_duration: 3600 } },
    ],
    ["preserves the client's address", { preserveClientIp: true }, TCP, { preserve_client_ip: "true" }],
    ["hides the client's address", { preserveClientIp: false }, TCP, { preserve_client_ip: "false" }],
    ["speaks the PROXY protocol", { proxyProtocol: true }, TCP, { proxy_protocol_v2: true }],
    ["does not unless told", {}, TCP, { proxy_protocol_v2: false }],
    ["ends connections after the drain time", {}, TCP, { connection_termination: true, deregistration_delay: "30" }],
    ["lets connections be", { connectionTermination: false }, UDP, { connection_termination: false }],
    [
      "closes connections to unhealthy targets",
      { unhealthyConnections: "close" },
      TCP,
      { target_health_state: [{ enable_unhealthy_connection_termination: true }] },
    ],
    [
      "lets connections to unhealthy targets be for a while",
      { unhealthyConnections: "2m" },
      TCP,
      { target_health_state: [{ enable_unhealthy_connection_termination: false, unhealthy_draining_interval: 120 }] },
    ],
  ])("%s", (_, options, props, expected) => {
    const given = having(options, props);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb_target_group")).toMatchObject(expected);
  });

  test.each<[string, TargetGroupOptions, Partial<LogicalServiceProps>, string]>([
    ["slow_start", { slowStart: "1m" }, TCP, "nlb"],
    ["load_balancing_anomaly_mitigation", { anomalyMitigation: true }, {}, "round robin"],
    ["preserve_client_ip", { preserveClientIp: true }, {}, "alb"],
    ["proxy_protocol_v2", { proxyProtocol: true }, {}, "alb"],
    ["connection_termination", {}, {}, "alb"],
    ["target_health_state", { unhealthyConnections: "close" }, UDP, "udp"],
    ["target_group_health", {}, {}, "default"],
  ])("has no %s where AWS has none", (attribute, options, props) => {
    expect(having(options, props).only("aws_lb_target_group")).not.toHaveProperty(attribute);
  });

  test.each<[string, TargetGroupOptions, Partial<LogicalServiceProps>, readonly string[]]>([
    ["a slow start beside the fewest requests", { slowStart: "1m" }, least, ["alb-slow-start"]],
    ["a slow start beside random", { slowStart: "1m" }, random, ["alb-slow-start"]],
    ["a slow start of ten seconds", { slowStart: "10s" }, {}, ["alb-slow-start"]],
    ["a slow start of an hour", { slowStart: "1h" }, {}, ["alb-slow-start"]],
    ["affinity within a zone", { crossZone: false }, sticky, ["alb-cross-zone"]],
    ["targets outside of all zones", { crossZone: false, outsideVpc: true }, {}, ["alb-cross-zone"]],
    [
      "affinity by address within a zone",
      { crossZone: false },
      { ...TCP, sessionAffinity: SessionAffinity.sourceIp() },
      [],
    ],
    ["a cookie of AWS's own", { applicationCookie: "AWSALBAPP" }, sticky, ["alb-application-cookie"]],
    ["datagrams from another address", { preserveClientIp: false }, UDP, ["nlb-preserve-client-ip"]],
    ["half a healthy target", { minimumHealthy: { dns: { count: 0.5 } } }, {}, ["aws-minimum-healthy"]],
    ["more than all healthy", { minimumHealthy: { routing: { percentage: 101 } } }, {}, ["aws-minimum-healthy"]],
    [
      "unhealthy targets that get requests before the zone fails",
      { minimumHealthy: { dns: { count: 1 }, routing: { count: 2 } } },
      {},
      ["aws-minimum-healthy"],
    ],
    ["a drain time of half a second", { unhealthyConnections: "500ms" }, TCP, ["nlb-unhealthy-connections"]],
  ])("%s: not to be had", (_, options, props, codes) => {
    expect(having(options, props).errors()).toEqual(codes);
  });

  test("has members outside of the VPC where it is told so", () => {
    const attachment = (options: TargetGroupOptions) => having(options).only("aws_lb_target_group_attachment");
    expect(attachment({ outsideVpc: true })).toMatchObject({ availability_zone: "all" });
    expect(attachment({})).not.toHaveProperty("availability_zone");
  });

  test("has other settings for one service than for the rest of the platform", () => {
    const given = new Given({ targetGroups: { slowStart: "1m", crossZone: false } });
    const platform = given.platform.with({ targetGroups: { slowStart: "2m" } });
    given.service("users");
    given.service("search", { platform });
    expect(given.tagged("aws_lb_target_group", "service", "users")).toMatchObject({ slow_start: 60 });
    expect(given.tagged("aws_lb_target_group", "service", "search")).toMatchObject({
      slow_start: 120,
      load_balancing_cross_zone_enabled: "false",
    });
  });

  test("is replaced where its protocol changes, by one of another name", () => {
    const name = (tls: boolean) => having({ tls }).only("aws_lb_target_group").name;
    expect(name(true)).not.toBe(name(false));
  });
});
