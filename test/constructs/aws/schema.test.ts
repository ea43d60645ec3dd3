import { readFileSync } from "node:fs";
import { TerraformStack, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Members } from "portico";
import { Aws, AwsMembers } from "portico/aws";
import { ShopOnEcs } from "../../../examples/aws-ecs/shop-on-ecs";
import { givenEverything } from "./support/everything";
import { Given } from "./support/synthesize";

/** The fields of an interface of the bindings, each with the interface of what it holds, where it holds one. */
type Fields = ReadonlyMap<string, string | undefined>;

/** What Terraform itself knows in any resource or data source. */
const META = ["depends_on", "lifecycle", "provider", "count", "for_each", "connection", "provisioner"];

const bindings = new Map<string, { readonly config: string; readonly interfaces: ReadonlyMap<string, Fields> }>();

/** The interfaces of a resource's bindings, read from their declarations: what the provider's schema became. */
function bindingOf(type: string, isData: boolean) {
  const module = `${isData ? "data-" : ""}${type.replaceAll("_", "-")}`.replace(/^aws-/, "");
  const known = bindings.get(module);
  if (known !== undefined) return known;
  const file = require.resolve(`@cdktf/provider-aws/lib/${module}`).replace(/\.js$/, ".d.ts");
  const interfaces = new Map<string, Fields>();
  let config = "";
  for (const [, name = "", extended, body = ""] of readFileSync(file, "utf8").matchAll(
    /export interface (\w+)( extends cdktf\.TerraformMetaArguments)? \{([\s\S]*?)\n\}/g,
  )) {
    if (extended !== undefined) config = name;
    const fields = [...body.matchAll(/readonly (\w+)\??: (?:([A-Z]\w*)\b)?/g)];
    interfaces.set(name, new Map(fields.map(([, field = "", held]) => [folded(field), held])));
  }
  const binding = { config, interfaces };
  bindings.set(module, binding);
  return binding;
}

/** Names of Terraform and of the bindings in one form. */
function folded(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The places of what the bindings do not know. */
function unknownIn(
  value: unknown,
  name: string,
  interfaces: ReadonlyMap<string, Fields>,
  at: string,
): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => unknownIn(element, name, interfaces, `${at}[${index}]`));
  }
  const fields = interfaces.get(name);
  if (fields === undefined || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => {
    const place = `${at}.${key}`;
    if (!fields.has(folded(key))) return META.includes(key) ? [] : [place];
    const next = fields.get(folded(key));
    return next === undefined ? [] : unknownIn(held, next, interfaces, place);
  });
}

function unknownAttributes(stack: TerraformStack): readonly string[] {
  const output = JSON.parse(Testing.synth(stack));
  const kinds = [
    { isData: false, types: output.resource ?? {} },
    { isData: true, types: output.data ?? {} },
  ];
  return kinds.flatMap(({ isData, types }) =>
    Object.entries<Record<string, unknown>>(types)
      .filter(([type]) => type.startsWith("aws_"))
      .flatMap(([type, bodies]) => {
        const { config, interfaces } = bindingOf(type, isData);
        return Object.entries(bodies).flatMap(([id, body]) => unknownIn(body, config, interfaces, `${type}.${id}`));
      }),
  );
}

function network(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "network");
  const platform = new Aws({
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    certificates: { mail: "arn:mail" },
    lockFile: false,
    network: { elasticIps: true, alpn: "h2", endpointService: {}, dns: [{ name: "a.example.com", zone: "Z1" }] },
    targetGroups: { proxyProtocol: true },
  });
  const mail = new LogicalService(stack, "mail", {
    platform,
    port: 143,
    protocol: "TCP",
    members: Members.addresses(["10.0.0.1"]),
  });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("imaps", Listener.tls({ port: 993, certificates: ["mail"], service: mail }));
  const workers = new LogicalService(stack, "workers", {
    platform,
    port: 8080,
    members: AwsMembers.instances(["i-1"]),
  });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("workers", { backends: [workers] });
  edge.addListener("http", Listener.http({ port: 80, router }));
  return stack;
}

/** Members of each kind, and every setting of target groups, behind load balancers of both kinds. */
function services(): TerraformStack {
  const given = new Given({
    internal: true,
    network: {
      privateAddresses: ["10.0.1.5", "10.0.2.5"],
      clientRouting: "zonal",
      crossZone: false,
      minimumCapacity: 1,
    },
    targetGroups: {
      securityGroupId: "sg-1",
      outsideVpc: true,
      crossZone: false,
      minimumHealthy: { dns: { count: 2 }, routing: { percentage: 10 } },
      tls: true,
      anomalyMitigation: true,
      applicationCookie: "session",
      preserveClientIp: true,
      proxyProtocol: true,
      unhealthyConnections: "1m",
    },
  });
  const slow = given.platform.with({ targetGroups: { slowStart: "1m" } });
  const router = given.router();
  const members = {
    addresses: Members.addresses(["10.0.0.1"]),
    fleet: AwsMembers.autoScalingGroup("fleet", { requestsPerTarget: 100 }),
    function: AwsMembers.lambda("arn:aws:lambda:eu-west-1:1:function:f:live", { multiValueHeaders: true }),
    pods: AwsMembers.targetGroupBinding({ serviceName: "users", servicePort: 80 }),
  };
  for (const [id, one] of Object.entries(members)) {
    const service = given.service(id, { members: one, platform: id === "fleet" ? slow : given.platform });
    router.addRoute(id, { hostnames: [`${id}.example.com`], backends: [service] });
  }
  const inner = given.httpEdge(router);
  const outer = given.edge("outer");
  const front = given.service("front", { protocol: "TCP", port: 80, members: AwsMembers.loadBalancer(inner) });
  outer.addListener("front", Listener.tcp({ port: 80, service: front }));
  for (const protocol of ["TCP", "UDP"] as const) {
    const service = given.service(`dns-${protocol}`, { protocol, port: 53 });
    outer.addListener(
      protocol,
      protocol === "TCP" ? Listener.tcp({ port: 53, service }) : Listener.udp({ port: 53, service }),
    );
  }
  return given.stack;
}

function ecs(): TerraformStack {
  return new ShopOnEcs(Testing.app(), "ecs", {
    region: "eu-west-1",
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-1", "subnet-2"],
    privateSubnetIds: ["subnet-3", "subnet-4"],
    zone: "example.com",
    hostname: "shop.example.com",
    registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    paymentKeyArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payment-key-a1b2c3",
  });
}

describe("every attribute is one that the provider's bindings know", () => {
  test.each<[string, () => TerraformStack]>([
    ["an edge with all that it can have", () => givenEverything().given.stack],
    ["a Network Load Balancer and instances", network],
    ["services with members of each kind", services],
    ["workloads on Fargate", ecs],
  ])("%s", (_, make) => {
    expect(unknownAttributes(make())).toEqual([]);
  });

  test("one that they do not know is found, in whichever block", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    const edge = given.httpEdge(router);
    edge.resources.applicationLoadBalancer?.addOverride("access_logs.flavour", "vanilla");
    edge.resources.listeners.get("http")?.listener?.addOverride("sparkle", true);
    expect(unknownAttributes(given.stack)).toEqual([
      expect.stringMatching(/^aws_lb\.\w+\.access_logs\.flavour$/),
      expect.stringMatching(/^aws_lb_listener\.\w+\.sparkle$/),
    ]);
  });
});
