import { TerraformVariable } from "cdktf";
import {
  EdgeLoadBalancer,
  Filter,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  SessionAffinity,
} from "portico";
import { Aws, type AwsEdge, type AwsProps, type AwsRouter } from "portico/aws";
import { type Body, Given } from "../support/synthesize";

const CERTIFICATES = {
  shop: "arn:aws:acm:eu-west-1:1:certificate/shop",
  admin: "arn:aws:acm:eu-west-1:1:certificate/admin",
};

function shop(given: Given) {
  const router = given.router("router", ["shop.example.com"]);
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [given.service("users")] });
  return router;
}

describe("an edge with an HTTP listener", () => {
  test("has an Application Load Balancer, hardened", () => {
    const given = new Given();
    given.httpEdge(shop(given));
    expect(given.only("aws_lb")).toEqual({
      name: expect.stringMatching(/^edge-[0-9a-f]{10}$/),
      load_balancer_type: "application",
      internal: false,
      subnets: ["subnet-1", "subnet-2"],
      security_groups: [expect.stringMatching(/^\$\{aws_security_group\..*\.id\}$/)],
      enable_deletion_protection: true,
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
      access_logs: { bucket: expect.stringMatching(/^\$\{aws_s3_bucket\..*\}$/), enabled: true, prefix: "edge/access" },
      depends_on: [expect.stringMatching(/^aws_s3_bucket_policy\./)],
      tags: { "portico:edge": "edge" },
      lifecycle: { create_before_destroy: true },
    });
    expect(given.errors()).toEqual([]);
  });

  test("answers 404 where no route applies", () => {
    const given = new Given();
    given.httpEdge(shop(given));
    expect(given.only("aws_lb_listener")).toEqual({
      load_balancer_arn: expect.stringMatching(/^\$\{aws_lb\..*\.arn\}$/),
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "fixed-response", fixed_response: { content_type: "text/plain", status_code: "404" } }],
      tags: { "portico:edge": "edge", "portico:listener": "http" },
    });
  });

  test("has a rule for each route, whenever it is added", () => {
    const given = new Given();
    const router = shop(given);
    given.httpEdge(router);
    router.addRoute("admin", { hostnames: ["shop.example.com"], backends: [given.service("admin")] });
    expect(given.tagged("aws_lb_listener_rule", "route", "users")).toEqual({
      listener_arn: expect.stringMatching(/^\$\{aws_lb_listener\..*\.arn\}$/),
      priority: expect.any(Number),
      condition: [
        { host_header: { values: ["shop.example.com"] } },
        { path_pattern: { values: ["/users", "/users/*"] } },
      ],
      action: [
        { type: "forward", target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.users_.*\.arn\}$/) },
      ],
      tags: {
        "portico:edge": "edge",
        "portico:listener": "http",
        "portico:router": "router",
        "portico:route": "users",
      },
    });
    expect(given.tagged("aws_lb_listener_rule", "route", "admin").action).toEqual([
      { type: "forward", target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.admin_.*\.arn\}$/) },
    ]);
  });

  test("has an address for each rule that follows the ids of edge, listener and route", () => {
    const given = new Given();
    given.httpEdge(shop(given));
    expect(Object.keys(given.resources("aws_lb_listener_rule"))).toEqual([
      expect.stringMatching(/^edge_http_rule_users_[0-9A-F]{8}$/),
    ]);
  });
});

describe("a rule's blocks", () => {
  const ruleOf = (add: (given: Given) => Parameters<ReturnType<Given["router"]>["addRoute"]>[1]): Body => {
    const given = new Given();
    const router = given.router();
    router.addRoute("route", add(given));
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    return given.only("aws_lb_listener_rule");
  };

  test("conditions of every kind", () => {
    const match = Match.pathRegularExpression("/v[0-9]+").header("x-canary", "1").queryParam("_", "2").method("GET");
    const { condition } = ruleOf((given) => ({
      matches: [match.sourceRanges(["10.0.0.0/8"])],
      backends: [given.service("users")],
    }));
    expect(condition).toEqual([
      { path_pattern: { regex_values: ["^/v[0-9]+$"] } },
      { http_header: { http_header_name: "x-canary", values: ["1"] } },
      { http_request_method: { values: ["GET"] } },
      { query_string: [{ key: "_", value: "2" }] },
      { source_ip: { values: ["10.0.0.0/8"] } },
    ]);
  });

  test("weights", () => {
    const { action } = ruleOf((given) => ({
      backends: [
        { service: given.service("users"), weight: 90 },
        { service: given.service("next"), weight: 10 },
      ],
    }));
    expect(action).toEqual([
      {
        type: "forward",
        forward: {
          target_group: [
            { arn: expect.stringMatching(/users/), weight: 90 },
            { arn: expect.stringMatching(/next/), weight: 10 },
          ],
        },
      },
    ]);
  });

  test("weights where a service keeps clients, who are then kept on its target group too", () => {
    const given = new Given();
    const router = given.router();
    const users = given.service("users", { sessionAffinity: SessionAffinity.cookie({ ttl: "1h" }) });
    router.addRoute("route", {
      backends: [
        { service: users, weight: 90 },
        { service: given.service("next"), weight: 10 },
      ],
    });
    given.httpEdge(router);
    const [{ forward }] = given.only("aws_lb_listener_rule").action;
    expect(forward.stickiness).toEqual({ enabled: true, duration: 3600 });
    expect(given.errors()).toEqual([]);
    expect(given.warnings()).toContain("alb-group-affinity");
  });

  test("one service that keeps clients needs no such thing", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("route", { backends: [given.service("users", { sessionAffinity: SessionAffinity.cookie() })] });
    given.httpEdge(router);
    expect(given.only("aws_lb_listener_rule").action).toEqual([
      { type: "forward", target_group_arn: expect.any(String) },
    ]);
    expect(given.warnings()).not.toContain("alb-group-affinity");
  });

  test("a redirect", () => {
    const { action } = ruleOf(() => ({ filters: [Filter.redirect({ scheme: "https", statusCode: 301 })] }));
    expect(action).toEqual([
      {
        type: "redirect",
        redirect: { protocol: "HTTPS", port: "443", host: "#{host}", path: "/#{path}", status_code: "HTTP_301" },
      },
    ]);
  });

  test("a fixed response", () => {
    const { action } = ruleOf(() => ({ filters: [Filter.fixedResponse({ statusCode: 503, body: "closed" })] }));
    expect(action).toEqual([
      {
        type: "fixed-response",
        fixed_response: { status_code: "503", content_type: "text/plain", message_body: "closed" },
      },
    ]);
  });

  test("transforms", () => {
    const { transform } = ruleOf((given) => ({
      matches: [Match.pathPrefix("/users")],
      filters: [Filter.rewrite({ replacePrefixMatch: "/v1", hostname: "internal.example.com" })],
      backends: [given.service("users")],
    }));
    expect(transform).toEqual([
      { type: "url-rewrite", url_rewrite_config: { rewrite: { regex: "^/users", replace: "/v1" } } },
      {
        type: "host-header-rewrite",
        host_header_rewrite_config: { rewrite: { regex: "^.*$", replace: "internal.example.com" } },
      },
    ]);
  });
});

describe("an HTTPS listener", () => {
  const given = () => new Given({ certificates: CERTIFICATES });

  test("takes TLS 1.2 and 1.3, shows its first certificate, and the others by server name", () => {
    const one = given();
    const router = shop(one);
    one.edge().addListener("https", Listener.https({ port: 443, router, certificates: ["shop", "admin"] }));
    expect(one.only("aws_lb_listener")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificate_arn: CERTIFICATES.shop,
    });
    expect(one.only("aws_lb_listener_certificate")).toMatchObject({
      listener_arn: expect.stringMatching(/^\$\{aws_lb_listener\./),
      certificate_arn: CERTIFICATES.admin,
    });
    expect(one.errors()).toEqual([]);
  });

  test("shares the load balancer with the HTTP listener, each with rules of its own", () => {
    const one = given();
    const router = shop(one);
    const edge = one.httpEdge(router);
    edge.addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
    expect(one.all("aws_lb")).toHaveLength(1);
    expect(
      one
        .all("aws_lb_listener_rule")
        .map(({ tags }) => tags["portico:listener"])
        .sort(),
    ).toEqual(["http", "https"]);
    expect(one.errors()).toEqual([]);
  });

  test("with a certificate that the platform was not given is an error", () => {
    const one = given();
    one.edge().addListener("https", Listener.https({ port: 443, router: shop(one), certificates: ["unknown"] }));
    expect(one.errors()).toEqual(["unknown-certificate"]);
  });
});

describe("security groups", () => {
  test("let everyone in to the listeners' ports, and out to the services' ports alone", () => {
    const given = new Given();
    given.httpEdge(shop(given));
    expect(given.only("aws_security_group")).toMatchObject({
      vpc_id: "vpc-1",
      lifecycle: { create_before_destroy: true },
    });
    expect(given.only("aws_security_group")).not.toHaveProperty("ingress");
    expect(given.all("aws_vpc_security_group_ingress_rule")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ cidr_ipv4: "0.0.0.0/0", from_port: 80, to_port: 80, ip_protocol: "tcp" }),
        expect.objectContaining({ cidr_ipv6: "::/0", from_port: 80, to_port: 80, ip_protocol: "tcp" }),
      ]),
    );
    expect(given.only("aws_vpc_security_group_egress_rule")).toMatchObject({
      from_port: 8080,
      to_port: 8080,
      ip_protocol: "tcp",
    });
  });

  test("let in whom the platform names: ranges, groups and prefix lists", () => {
    const given = new Given({ sources: ["192.0.2.0/24", "2001:db8::/32", "sg-1", "pl-1"] });
    given.httpEdge(shop(given));
    const rules = given.all("aws_vpc_security_group_ingress_rule");
    expect(rules).toHaveLength(4);
    expect(rules).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ cidr_ipv4: "192.0.2.0/24" }),
        expect.objectContaining({ cidr_ipv6: "2001:db8::/32" }),
        expect.objectContaining({ referenced_security_group_id: "sg-1" }),
        expect.objectContaining({ prefix_list_id: "pl-1" }),
      ]),
    );
  });

  test("of internal load balancers let in private addresses alone", () => {
    const given = new Given({ internal: true });
    given.httpEdge(shop(given));
    expect(given.only("aws_lb")).toMatchObject({ internal: true });
    const ranges = given
      .all("aws_vpc_security_group_ingress_rule")
      .map(({ cidr_ipv4, cidr_ipv6 }) => cidr_ipv4 ?? cidr_ipv6);
    expect(ranges.sort()).toEqual(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]);
  });

  test("open a port once, however many services have it, and the port of a health check", () => {
    const given = new Given();
    const router = given.router();
    for (const id of ["a", "b"])
      router.addRoute(id, { matches: [Match.pathPrefix(`/${id}`)], backends: [given.service(id)] });
    router.addRoute("c", {
      backends: [given.service("c", { port: 9090, healthCheck: HealthCheck.http({ port: 9091 }) })],
    });
    given.httpEdge(router);
    const ports = given.all("aws_vpc_security_group_egress_rule").map(({ from_port }) => from_port);
    expect(ports.sort()).toEqual([8080, 9090, 9091]);
  });
});

describe("IPv6", () => {
  const ipv6 = { members: Members.addresses(["2001:db8::1"]) };

  test("has the load balancer reach it where it is of both families", () => {
    const given = new Given({ dualStack: true });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users", ipv6)] });
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb")).toMatchObject({ ip_address_type: "dualstack" });
    expect(given.only("aws_vpc_security_group_egress_rule")).toMatchObject({
      cidr_ipv6: "2001:db8::1/128",
      from_port: 8080,
    });
  });

  test.each<[Partial<AwsProps>, readonly string[]]>([
    [{ internal: true }, ["aws-internal-sources"]],
    [{ internal: true, sources: ["2001:db8::/56"] }, []],
    [{}, []],
  ])("%j: whether clients that have IPv6 addresses are let in", (props, expected) => {
    const given = new Given({ dualStack: true, ...props });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users", ipv6)] });
    given.httpEdge(router);
    expect(given.warnings()).toEqual(expected);
  });

  test("is not to be had where it is not", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users", ipv6)] });
    given.httpEdge(router);
    expect(given.errors()).toEqual(["aws-dual-stack"]);
  });
});

describe("what AWS would refuse", () => {
  test("an Application Load Balancer in one subnet", () => {
    const given = new Given({ subnetIds: ["subnet-1", "subnet-1"] });
    given.httpEdge(shop(given));
    expect(given.errors()).toEqual(["alb-subnets"]);
  });

  test("more rules than the quota, unless the account has more", () => {
    const build = (quotas: { rules?: number }) => {
      const given = new Given({ quotas });
      const router = given.router();
      const service = given.service("users");
      for (let index = 0; index < 101; index++) {
        router.addRoute(`r${index}`, { matches: [Match.pathPrefix(`/${index}`)], backends: [service] });
      }
      given.httpEdge(router);
      return given.errors();
    };
    expect(build({})).toEqual(["aws-quota-rules"]);
    expect(build({ rules: 200 })).toEqual([]);
  });

  test("a diagnostic of a route that two listeners have is one", () => {
    const given = new Given({ certificates: CERTIFICATES });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")], retry: { attempts: 2 } });
    const edge = given.httpEdge(router);
    edge.addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
    expect(given.errors()).toEqual(["alb-retry"]);
    expect(given.errorLines()[0]).toContain("routers[0].routes[0].retry: ");
  });

  test("is a warning where the route accepts it", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")], retry: { attempts: 2 }, accept: ["alb-retry"] });
    given.httpEdge(router);
    expect(given.warnings()).toContain("alb-retry");
  });
});

test("tokens stand in the output as they are", () => {
  const given = new Given();
  const variable = (id: string) => new TerraformVariable(given.stack, id, { type: "string" }).stringValue;
  const list = new TerraformVariable(given.stack, "subnets", { type: "list(string)" }).listValue;
  const platform = new Aws({ vpcId: variable("vpc"), subnetIds: list, sources: [variable("source")], lockFile: false });
  const service = new LogicalService(given.stack, "users", { platform, port: 8080 });
  const router = new IngressRouter(given.stack, "router", { platform, hostnames: [variable("host")] });
  router.addRoute("first", { backends: [service] });
  router.addRoute("users", {
    matches: [Match.pathPrefix(variable("path")).header("x-tenant", variable("tenant"))],
    backends: [service],
  });
  new EdgeLoadBalancer(given.stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
  expect(given.errors()).toEqual([]);
  expect(given.only("aws_lb").subnets).toBe("${var.subnets}");
  expect(given.only("aws_vpc_security_group_ingress_rule").cidr_ipv4).toBe("${var.source}");
  expect(given.tagged("aws_lb_listener_rule", "route", "users").condition).toEqual([
    { host_header: { values: ["${var.host}"] } },
    { path_pattern: { values: ["${var.path}", "${var.path}/*"] } },
    { http_header: { http_header_name: "x-tenant", values: ["${var.tenant}"] } },
  ]);
});

test("the resources are to be reached, each of its own type", () => {
  const given = new Given();
  const router = shop(given);
  const edge = given.httpEdge(router);
  const resources: AwsEdge = edge.resources;
  if (resources.applicationLoadBalancer !== undefined) resources.applicationLoadBalancer.idleTimeout = 120;
  const rule = resources.listeners.get("http")?.rules.get("users");
  if (rule !== undefined) rule.addOverride("tags.extra", "yes");
  expect((router.resources as AwsRouter).rules).toEqual([rule]);
  expect(resources.networkLoadBalancer).toBeUndefined();
  expect(given.only("aws_lb")).toMatchObject({ idle_timeout: 120 });
  expect(given.only("aws_lb_listener_rule").tags).toMatchObject({ extra: "yes" });
});

test("a router that no listener leads to is warned of", () => {
  const given = new Given();
  given.router("alone");

  expect(given.errors()).toEqual([]);
  expect(given.warnings()).toEqual(["unserved-router"]);
});
