import { Listener } from "portico";
import type { ApplicationLoadBalancerOptions, AwsProps } from "portico/aws";
import { Given } from "../support/synthesize";

function givenOptions(application: ApplicationLoadBalancerOptions, props: Partial<AwsProps> = {}) {
  const given = new Given({ ...props, application });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  return { given, edge: given.httpEdge(router) };
}

test.each<[ApplicationLoadBalancerOptions, object]>([
  [{ http2: false }, { enable_http2: false }],
  [{ idleTimeout: "2m" }, { idle_timeout: 120 }],
  [{ clientKeepAlive: "2h" }, { client_keep_alive: 7200 }],
  [{ dropInvalidHeaderFields: false }, { drop_invalid_header_fields: false }],
  [{ desyncMitigation: "strictest" }, { desync_mitigation_mode: "strictest" }],
  [{ xForwardedFor: "remove" }, { xff_header_processing_mode: "remove" }],
  [{ xForwardedForPort: true }, { enable_xff_client_port: true }],
  [{ preserveHost: true }, { preserve_host_header: true }],
  [{ tlsHeaders: true }, { enable_tls_version_and_cipher_suite_headers: true }],
  [{ ipv4IpamPoolId: "ipam-pool-1" }, { ipam_pools: { ipv4_ipam_pool_id: "ipam-pool-1" } }],
  [{ wafFailOpen: true }, { enable_waf_fail_open: true }],
  [{ minimumCapacity: 100 }, { minimum_load_balancer_capacity: { capacity_units: 100 } }],
])("%j", (options, attributes) => {
  const { given } = givenOptions(options);
  expect(given.only("aws_lb")).toMatchObject(attributes);
  expect(given.errors()).toEqual([]);
});

test("response headers are those of the listeners, and HSTS that of HTTPS alone", () => {
  const responseHeaders = {
    server: false,
    strictTransportSecurity: "max-age=31536000",
    xFrameOptions: "DENY",
    accessControlAllowOrigin: "https://shop.example.com",
  } as const;
  const given = new Given({ certificates: { shop: "arn:1" }, application: { responseHeaders } });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  const edge = given.httpEdge(router);
  edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
  const common = {
    routing_http_response_server_enabled: false,
    routing_http_response_x_frame_options_header_value: "DENY",
    routing_http_response_access_control_allow_origin_header_value: "https://shop.example.com",
  };
  const hsts = "routing_http_response_strict_transport_security_header_value";
  expect(given.tagged("aws_lb_listener", "listener", "https")).toMatchObject({ ...common, [hsts]: "max-age=31536000" });
  expect(given.tagged("aws_lb_listener", "listener", "http")).toMatchObject(common);
  expect(given.tagged("aws_lb_listener", "listener", "http")).not.toHaveProperty(hsts);
});

test("what is not said is left to AWS, where it is not laxer", () => {
  const { given } = givenOptions({});
  const written = Object.keys(given.only("aws_lb"));
  for (const attribute of ["enable_http2", "idle_timeout", "client_keep_alive", "enable_zonal_shift"]) {
    expect(written).not.toContain(attribute);
  }
});

test("a load balancer may do without public IPv4 addresses where it has others", () => {
  const { given } = givenOptions({ publicIpv4: false }, { dualStack: true });
  expect(given.only("aws_lb").ip_address_type).toBe("dualstack-without-public-ipv4");
  expect(given.errors()).toEqual([]);
  expect(givenOptions({ publicIpv4: false }).given.errors()).toEqual(["alb-public-addresses"]);
  expect(givenOptions({ publicIpv4: false }, { dualStack: true, internal: true }).given.errors()).toEqual([
    "alb-public-addresses",
  ]);
});

test("zonal shift is for load balancers of either kind", () => {
  const { given } = givenOptions({}, { zonalShift: true });
  expect(given.only("aws_lb").enable_zonal_shift).toBe(true);
});

test("a web ACL is associated by its ARN", () => {
  const webAcl = "arn:aws:wafv2:eu-west-1:1:regional/webacl/shop/1";
  const { given, edge } = givenOptions({ webAcl });
  const [lb] = Object.keys(given.resources("aws_lb"));
  expect(given.only("aws_wafv2_web_acl_association")).toEqual({
    resource_arn: `\${aws_lb.${lb}.arn}`,
    web_acl_arn: webAcl,
  });
  expect(edge.resources.webAclAssociation?.webAclArnInput).toBe(webAcl);
});

test.each<[ApplicationLoadBalancerOptions, string]>([
  [{ idleTimeout: "2h" }, "alb-idle-timeout"],
  [{ clientKeepAlive: "30s" }, "alb-client-keep-alive"],
  [{ webAcl: "arn:aws:wafv2:us-east-1:1:global/webacl/shop/1" }, "alb-web-acl"],
  [{ webAcl: "shop" }, "alb-web-acl"],
  [{ minimumCapacity: 99.5 }, "alb-minimum-capacity"],
])("%j is refused", (options, code) => {
  expect(givenOptions(options).given.errors()).toEqual([code]);
});

test.each([
  ["GRPC", false, ["alb-http-version"]],
  ["H2C", false, ["alb-http-version"]],
  ["HTTP", false, []],
  ["GRPC", true, []],
] as const)("a service of %s behind a load balancer with http2: %s", (protocol, http2, errors) => {
  const given = new Given({ certificates: { shop: "arn:1" }, application: { http2 } });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users", { protocol })] });
  given.edge().addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
  expect(given.errors()).toEqual(errors);
});
