import { Fn, Token } from "cdktf";
import { EdgeLoadBalancer, Listener } from "portico";
import type { AwsProps, NetworkLoadBalancerOptions } from "portico/aws";
import { type Body, Given } from "../support/synthesize";

/** A stack with a Network Load Balancer. */
function having(network: NetworkLoadBalancerOptions, props: Partial<AwsProps> = {}): Given {
  const given = new Given({ network, ...props });
  const service = given.service("galera", { protocol: "TCP", port: 3306 });
  given.edge().addListener("galera", Listener.tcp({ port: 3306, service }));
  return given;
}

const INSIDE = { internal: true } as const;

describe("addresses", () => {
  test("are AWS's choice unless told otherwise", () => {
    const given = having({});
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb")).toMatchObject({ subnets: ["subnet-1", "subnet-2"] });
    expect(given.only("aws_lb")).not.toHaveProperty("subnet_mapping");
    expect(given.all("aws_eip")).toEqual([]);
  });

  test("that last are made, one for each subnet", () => {
    const given = having({ elasticIps: true });
    expect(given.errors()).toEqual([]);
    const made = Object.keys(given.resources("aws_eip"));
    expect(given.all("aws_eip")).toEqual([
      { domain: "vpc", tags: { "portico:edge": "edge" } },
      { domain: "vpc", tags: { "portico:edge": "edge" } },
    ]);
    expect(given.only("aws_lb").subnet_mapping).toEqual([
      { subnet_id: "subnet-1", allocation_id: `\${aws_eip.${made[0]}.allocation_id}` },
      { subnet_id: "subnet-2", allocation_id: `\${aws_eip.${made[1]}.allocation_id}` },
    ]);
    expect(given.only("aws_lb")).not.toHaveProperty("subnets");
  });

  test("that last keep to their subnet when others come or go", () => {
    const names = (subnetIds: readonly string[]) =>
      Object.keys(having({ elasticIps: true }, { subnetIds }).resources("aws_eip"));
    expect(names(["subnet-0", "subnet-1"])).toEqual(expect.arrayContaining([...names(["subnet-1"])]));
  });

  test("that are there already are used in the order of the subnets", () => {
    const given = having({ elasticIps: ["eipalloc-1", "eipalloc-2"] });
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb").subnet_mapping).toEqual([
      { subnet_id: "subnet-1", allocation_id: "eipalloc-1" },
      { subnet_id: "subnet-2", allocation_id: "eipalloc-2" },
    ]);
    expect(given.all("aws_eip")).toEqual([]);
  });

  test("of an internal load balancer may be given", () => {
    const given = having({ privateAddresses: ["10.0.1.5", "10.0.2.5"] }, INSIDE);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb").subnet_mapping).toEqual([
      { subnet_id: "subnet-1", private_ipv4_address: "10.0.1.5" },
      { subnet_id: "subnet-2", private_ipv4_address: "10.0.2.5" },
    ]);
  });

  test("of another VPC have a load balancer of another name", () => {
    const name = (props: Partial<AwsProps>) => having({}, props).only("aws_lb").name;
    expect(name({ vpcId: "vpc-2" })).not.toBe(name({}));
    expect(name({ subnetIds: ["subnet-3", "subnet-4"] })).toBe(name({}));
  });

  test("that AWS cannot change in place have a load balancer of another name", () => {
    const name = (network: NetworkLoadBalancerOptions) => having(network).only("aws_lb").name;
    expect(name({ elasticIps: true })).not.toBe(name({}));
    expect(name({ crossZone: false })).toBe(name({}));
  });

  test.each<[string, NetworkLoadBalancerOptions, Partial<AwsProps>, boolean]>([
    ["that are AWS's choice, in subnets of which one may be taken out", {}, {}, false],
    ["that an endpoint service offers", { endpointService: {} }, {}, true],
    ["that last", { elasticIps: true }, {}, false],
    ["that are given", { privateAddresses: ["10.0.1.5", "10.0.2.5"] }, INSIDE, false],
  ])("%s: whether two load balancers can be there at once", (_, network, props, expected) => {
    const { lifecycle } = having(network, props).only("aws_lb");
    expect(lifecycle?.create_before_destroy === true).toBe(expected);
  });

  test("do not concern an Application Load Balancer", () => {
    const given = new Given({ network: { elasticIps: true } });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.httpEdge(router);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb")).toHaveProperty("subnets");
  });

  test.each<[string, NetworkLoadBalancerOptions, Partial<AwsProps>]>([
    ["too few allocation ids", { elasticIps: ["eipalloc-1"] }, {}],
    ["public addresses inside", { elasticIps: true }, INSIDE],
    ["private addresses outside", { privateAddresses: ["10.0.1.5", "10.0.2.5"] }, {}],
    ["too few private addresses", { privateAddresses: ["10.0.1.5"] }, INSIDE],
    ["subnets known to Terraform alone", { elasticIps: true }, { subnetIds: Token.asList(Fn.split(",", "a,b")) }],
  ])("%s: not to be had", (_, network, props) => {
    expect(having(network, props).errors()).toEqual(["nlb-addresses"]);
  });
});

describe("a Network Load Balancer", () => {
  test.each<[string, NetworkLoadBalancerOptions, Body]>([
    ["crosses zones", {}, { enable_cross_zone_load_balancing: true }],
    ["does not cross zones", { crossZone: false }, { enable_cross_zone_load_balancing: false }],
    [
      "keeps clients in their zone",
      { clientRouting: "zonal" },
      { dns_record_client_routing_policy: "availability_zone_affinity" },
    ],
    [
      "has capacity to start with",
      { minimumCapacity: 5500 },
      { minimum_load_balancer_capacity: { capacity_units: 5500 } },
    ],
  ])("%s", (_, network, expected) => {
    const given = having(network);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_lb")).toMatchObject(expected);
  });

  test.each([
    ["http/1.1", "HTTP1Only"],
    ["h2", "HTTP2Only"],
    ["http/1.1,h2", "HTTP2Optional"],
    ["h2,http/1.1", "HTTP2Preferred"],
  ] as const)("agrees on %s", (alpn, policy) => {
    const given = new Given({ network: { alpn }, certificates: { mail: "arn:aws:acm:eu-west-1:1:certificate/mail" } });
    const service = given.service("mail", { protocol: "TCP", port: 993 });
    const edge = given.edge();
    edge.addListener("imaps", Listener.tls({ port: 993, service, certificates: ["mail"] }));
    edge.addListener("imap", Listener.tcp({ port: 143, service }));
    expect(given.errors()).toEqual([]);
    expect(given.tagged("aws_lb_listener", "listener", "imaps")).toMatchObject({ alpn_policy: policy });
    expect(given.tagged("aws_lb_listener", "listener", "imap")).not.toHaveProperty("alpn_policy");
  });

  test("has an alias in Route 53", () => {
    const given = having({ dns: [{ name: "db.example.com", zone: "Z1" }] });
    expect(given.all("aws_route53_record").length).toBeGreaterThan(0);
  });
});

describe("an endpoint service of PrivateLink", () => {
  test("offers the load balancer, and lets nobody in unasked", () => {
    const given = having({ endpointService: {} }, INSIDE);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_vpc_endpoint_service")).toEqual({
      acceptance_required: true,
      network_load_balancer_arns: [expect.stringMatching(/^\$\{aws_lb\.edge_network_balancer_.*\.arn\}$/)],
      tags: { "portico:edge": "edge" },
    });
    expect(given.only("aws_lb")).toMatchObject({
      enforce_security_group_inbound_rules_on_private_link_traffic: "on",
    });
  });

  test("has principals, a name, regions and addresses of both families", () => {
    const endpointService = {
      allowedPrincipals: ["arn:aws:iam::123456789012:root"],
      acceptanceRequired: false,
      privateDnsName: "db.example.com",
      enforceSources: false,
      regions: ["eu-west-1", "eu-central-1"],
    };
    const given = having({ endpointService }, { ...INSIDE, dualStack: true });
    expect(given.only("aws_vpc_endpoint_service")).toMatchObject({
      acceptance_required: false,
      allowed_principals: ["arn:aws:iam::123456789012:root"],
      private_dns_name: "db.example.com",
      supported_regions: ["eu-west-1", "eu-central-1"],
      supported_ip_address_types: ["ipv4", "ipv6"],
    });
    expect(given.only("aws_lb")).toMatchObject({
      enforce_security_group_inbound_rules_on_private_link_traffic: "off",
    });
  });

  test("is not made unless it is asked for, and the resources are to be reached", () => {
    const given = new Given({ network: { endpointService: {}, elasticIps: true } });
    const edge = new EdgeLoadBalancer(given.stack, "edge", { platform: given.platform });
    expect(edge.resources.endpointService).toBeUndefined();
    edge.addListener("galera", Listener.tcp({ port: 3306, service: given.service("galera", { protocol: "TCP" }) }));
    expect(edge.resources.endpointService).toBeDefined();
    expect(edge.resources.elasticIps).toHaveLength(2);
    expect(having({}).all("aws_vpc_endpoint_service")).toEqual([]);
    expect(having({}).only("aws_lb")).not.toHaveProperty(
      "enforce_security_group_inbound_rules_on_private_link_traffic",
    );
  });
});
