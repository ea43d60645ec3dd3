import { Listener } from "portico";
import { NetworkLoadBalancer } from "portico/aws";
import { Given } from "../support/synthesize";

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/shared/50dc6c495c0c9188";
const KNOWN = { securityGroupId: "sg-shared", dnsName: "shared.elb.amazonaws.com", zoneId: "Z1" };

function shared(loadBalancer = NetworkLoadBalancer.fromArn(ARN, KNOWN), network = {}): Given {
  const given = new Given({ network: { loadBalancer, ...network } });
  const edge = given.edge();
  edge.addListener("db", Listener.tcp({ port: 3306, service: given.service("db", { protocol: "TCP", port: 3306 }) }));
  edge.addListener("log", Listener.tcp({ port: 514, service: given.service("log", { protocol: "TCP", port: 514 }) }));
  return given;
}

describe("a Network Load Balancer that exists already", () => {
  test("gets the edge's listeners, and the rules that these need", () => {
    const given = shared();
    expect(given.errors()).toEqual([]);
    expect(given.all("aws_lb")).toEqual([]);
    expect(given.all("aws_security_group")).toEqual([]);
    expect(given.all("aws_lb_listener").map(({ load_balancer_arn }) => load_balancer_arn)).toEqual([ARN, ARN]);
    for (const type of ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]) {
      const groups = given.all(type).map(({ security_group_id }) => security_group_id);
      expect(new Set(groups)).toEqual(new Set(["sg-shared"]));
    }
  });

  test("is looked up where little is known of it", () => {
    const given = shared(NetworkLoadBalancer.fromName("shared"));
    expect(given.errors()).toEqual([]);
    for (const { load_balancer_arn } of given.all("aws_lb_listener")) {
      expect(load_balancer_arn).toMatch(/^\$\{data\.aws_lb\..*\.arn\}$/);
    }
  });

  test("may be offered through PrivateLink, and is left as it is otherwise", () => {
    const given = shared(undefined, { endpointService: {}, elasticIps: true, crossZone: false });
    expect(given.only("aws_vpc_endpoint_service")).toMatchObject({ network_load_balancer_arns: [ARN] });
    expect(given.all("aws_eip")).toEqual([]);
    expect(given.warnings()).toContain("nlb-existing-settings");
  });
});
