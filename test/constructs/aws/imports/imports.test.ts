import { TerraformVariable, Testing } from "cdktf";
import { Listener, Match } from "portico";
import {
  AcmCertificate,
  ApplicationListener,
  ApplicationLoadBalancer,
  type ApplicationLoadBalancerOptions,
  Authentication,
  MutualTls,
} from "portico/aws";
import { Given } from "../support/synthesize";

const BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/public/50dc6c495c0c9188";
const LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/public/50dc6c495c0c9188/f2f7dc8efc522ab2";
const KNOWN = { securityGroupId: "sg-1", dnsName: "public.elb.amazonaws.com", zoneId: "Z9" };

function givenExisting(application: ApplicationLoadBalancerOptions, make?: (given: Given) => Listener) {
  const given = new Given({ certificates: { shop: "arn:shop", own: AcmCertificate.ofListener() } });
  const router = given.router("router", ["shop.example.com"]);
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [given.service("users")] });
  const edge = given.edge("edge", given.platform.with({ application }));
  edge.addListener("https", make?.(given) ?? Listener.https({ port: 443, certificates: ["own"], router }));
  return { given, edge, router };
}

const dataOf = (given: Given) => JSON.parse(Testing.synth(given.stack)).data ?? {};

describe("a load balancer that exists", () => {
  test("gets the listeners, and nothing else is changed of it", () => {
    const loadBalancer = ApplicationLoadBalancer.fromArn(BALANCER, KNOWN);
    const given = new Given({ application: { loadBalancer } });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    const edge = given.httpEdge(router);
    expect(given.only("aws_lb_listener").load_balancer_arn).toBe(BALANCER);
    for (const type of ["aws_lb", "aws_security_group", "aws_s3_bucket"]) expect(given.all(type)).toEqual([]);
    const admitted = given.all("aws_vpc_security_group_ingress_rule");
    expect(admitted).toMatchObject([1, 2].map(() => ({ security_group_id: "sg-1", from_port: 80 })));
    expect(admitted.map(({ cidr_ipv4, cidr_ipv6 }) => cidr_ipv4 ?? cidr_ipv6).sort()).toEqual(["0.0.0.0/0", "::/0"]);
    expect(given.only("aws_vpc_security_group_egress_rule")).toMatchObject({
      security_group_id: "sg-1",
      from_port: 8080,
    });
    expect(dataOf(given)).toEqual({});
    expect(edge.resources.applicationLoadBalancer).toBeUndefined();
    expect(given.errors()).toEqual([]);
  });

  test("is looked up as far as it is not known", () => {
    const loadBalancer = ApplicationLoadBalancer.fromArn(BALANCER);
    const given = new Given({ application: { loadBalancer, dns: [{ name: "shop.example.com", zone: "Z1" }] } });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.httpEdge(router);
    const { aws_lb: found } = dataOf(given);
    const [id] = Object.keys(found);
    expect(Object.values(found)).toEqual([{ arn: BALANCER }]);
    expect(given.only("aws_route53_record").alias).toEqual({
      name: `\${data.aws_lb.${id}.dns_name}`,
      zone_id: `\${data.aws_lb.${id}.zone_id}`,
      evaluate_target_health: true,
    });
    expect(given.only("aws_vpc_security_group_egress_rule").security_group_id).toBe(
      `\${element(tolist(data.aws_lb.${id}.security_groups), 0)}`,
    );
  });

  test("is found by its name", () => {
    const given = new Given({ application: { loadBalancer: ApplicationLoadBalancer.fromName("public") } });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.httpEdge(router);
    expect(Object.values(dataOf(given).aws_lb)).toEqual([{ name: "public" }]);
    expect(given.only("aws_lb_listener").load_balancer_arn).toMatch(/^\$\{data\.aws_lb\..*\.arn\}$/);
  });

  test("says that settings of its own have no effect", () => {
    const loadBalancer = ApplicationLoadBalancer.fromArn(BALANCER, KNOWN);
    const { given } = givenExisting({ loadBalancer, http2: false }, (made) => {
      const router = made.router("other");
      router.addRoute("users", { backends: [made.service("others")] });
      return Listener.http({ port: 80, router });
    });
    expect(given.warnings()).toContain("alb-existing-settings");
  });

  test("has a certificate of the listener's own only where the listener exists too", () => {
    const { given } = givenExisting({ loadBalancer: ApplicationLoadBalancer.fromArn(BALANCER, KNOWN) });
    expect(given.errors()).toEqual(["alb-certificate"]);
  });
});

describe("a listener that exists", () => {
  const loadBalancer = ApplicationLoadBalancer.fromArn(BALANCER, KNOWN);

  test("gets rules, and nothing is made but what they need", () => {
    const { given, edge } = givenExisting({
      listeners: { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) },
    });
    expect(given.only("aws_lb_listener_rule")).toMatchObject({ listener_arn: LISTENER, priority: expect.any(Number) });
    for (const type of ["aws_lb", "aws_lb_listener", "aws_lb_listener_certificate", "aws_security_group"]) {
      expect(given.all(type)).toEqual([]);
    }
    expect(given.all("aws_vpc_security_group_ingress_rule")).toEqual([]);
    expect(given.only("aws_vpc_security_group_egress_rule").security_group_id).toBe("sg-1");
    expect(edge.resources.listeners.get("https")).toMatchObject({ listener: undefined, listenerArn: LISTENER });
    expect(given.errors()).toEqual([]);
  });

  test("has names of its own lead to its load balancer", () => {
    const listeners = { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) };
    const { given } = givenExisting({ listeners, dns: [{ name: "users.example.com", zone: "Z1" }] });
    expect(given.only("aws_route53_record")).toMatchObject({
      name: "users.example.com",
      alias: { name: KNOWN.dnsName, zone_id: KNOWN.zoneId },
    });
    expect(given.errors()).toEqual([]);
    expect(given.warnings()).not.toContain("alb-existing-settings");
  });

  test("leaves names beside a load balancer of the edge's own in doubt", () => {
    const listeners = { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) };
    const { given, edge, router } = givenExisting({ listeners, dns: [{ name: "users.example.com", zone: "Z1" }] });
    edge.addListener("http", Listener.http({ port: 80, router }));
    expect(given.errors()).toEqual(["alb-names"]);
  });

  test("is left as it is: what would change it is a warning, and makes nothing", () => {
    const listeners = { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) };
    const mutualTls = MutualTls.verify({ trustStore: { bucket: "ca", key: "ca.pem" } });
    const { given } = givenExisting({ listeners, mutualTls });
    expect(given.warnings()).toContain("alb-existing-settings");
    expect(given.all("aws_lb_trust_store")).toEqual([]);
  });

  test("gets the certificates that are named", () => {
    const listeners = { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) };
    const { given } = givenExisting({ listeners }, (made) => {
      const router = made.router("other");
      router.addRoute("users", { backends: [made.service("others")] });
      return Listener.https({ port: 443, certificates: ["shop"], router });
    });
    expect(given.only("aws_lb_listener_certificate")).toMatchObject({
      listener_arn: LISTENER,
      certificate_arn: "arn:shop",
    });
  });

  test("names its load balancer in its ARN, which is looked up", () => {
    const { given } = givenExisting({ listeners: { https: ApplicationListener.fromArn(LISTENER) } });
    expect(Object.values(dataOf(given).aws_lb)).toEqual([{ arn: BALANCER }]);
  });

  test("may be a token that has a name", () => {
    const given = new Given();
    const arn = new TerraformVariable(given.stack, "listener", { type: "string" }).stringValue;
    expect(() => ApplicationListener.fromArn(arn)).toThrow(RangeError);
    const listeners = { http: ApplicationListener.fromArn(arn, { name: "public" }) };
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.httpEdge(router, given.platform.with({ application: { listeners } }));
    expect(given.only("aws_lb_listener_rule").listener_arn).toBe("${var.listener}");
    expect(Object.values(dataOf(given).aws_lb_listener)).toEqual([{ arn: "${var.listener}" }]);
    expect(given.errors()).toEqual([]);
  });

  test("redirects by a rule", () => {
    const listeners = { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) };
    const { given } = givenExisting({ listeners }, () => Listener.redirectToHttps({ port: 80 }));
    expect(given.only("aws_lb_listener_rule").action).toMatchObject([{ type: "redirect" }]);
  });

  test("shares a service's target group with others of the same load balancer", () => {
    const listeners = {
      https: ApplicationListener.fromArn(LISTENER, { loadBalancer }),
      other: ApplicationListener.fromArn(`${LISTENER}2`, { loadBalancer }),
    };
    const { given, edge, router } = givenExisting({ listeners });
    edge.addListener("other", Listener.http({ port: 8080, router }));
    expect(given.all("aws_lb_target_group")).toHaveLength(1);
    expect(given.all("aws_lb_listener_rule")).toHaveLength(2);
  });

  test("lets its load balancer reach identity providers where a route needs one", () => {
    const given = new Given({
      certificates: { own: AcmCertificate.ofListener() },
      authentications: {
        staff: Authentication.jwt({ issuer: "https://id.example.com", jwksEndpoint: "https://id.example.com/jwks" }),
      },
      application: { listeners: { https: ApplicationListener.fromArn(LISTENER, { loadBalancer }) } },
    });
    const router = given.router();
    router.addRoute("users", { filters: [Authentication.filter("staff")], backends: [given.service("users")] });
    given.edge().addListener("https", Listener.https({ port: 443, certificates: ["own"], router }));
    const ports = given.all("aws_vpc_security_group_egress_rule").map(({ from_port }) => from_port);
    expect(ports.sort()).toEqual([443, 8080]);
  });

  test.each([
    [{ first: 0, last: 10 }],
    [{ first: 10, last: 9 }],
    [{ first: 1, last: 50_001 }],
    [{ first: 1.5, last: 9 }],
  ])("takes no range such as %j", (priorities) => {
    const { given } = givenExisting({
      listeners: { https: ApplicationListener.fromArn(LISTENER, { loadBalancer, priorities }) },
    });
    expect(given.errors()).toContain("alb-priority-range");
  });

  test("has to be one of the edge's", () => {
    const { given } = givenExisting({
      listeners: {
        https: ApplicationListener.fromArn(LISTENER, { loadBalancer }),
        htps: ApplicationListener.fromArn(LISTENER, { loadBalancer }),
      },
    });
    expect(given.errors()).toEqual(["alb-existing-listener"]);
  });
});
