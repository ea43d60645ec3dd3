import { TerraformStack, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match, Members, Workload } from "portico";
import { Aws } from "portico/aws";
import { ShopOnEcs } from "../../examples/aws-ecs/shop-on-ecs";

const CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/1";

const platform = () =>
  new Aws({
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    certificates: { shop: CERTIFICATE },
    ecs: { subnetIds: ["subnet-3", "subnet-4"] },
    lockFile: false,
  });

/** HTTPS to a service, and plain HTTP sent there; everything else as it is by default. */
function applicationStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "application");
  const aws = platform();
  const service = new LogicalService(stack, "users", {
    platform: aws,
    port: 8080,
    workload: Workload.container({ image: "nginx:1.29" }),
  });
  const router = new IngressRouter(stack, "router", { platform: aws });
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [service] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform: aws });
  edge.addListener("http", Listener.redirectToHttps({ port: 80 }));
  edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
  return stack;
}

/** TCP and TLS to services; everything else as it is by default. */
function networkStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "network");
  const aws = platform();
  const service = (name: string, protocol: "TCP" | "TLS") =>
    new LogicalService(stack, name, { platform: aws, port: 5432, protocol, members: Members.addresses(["10.0.0.1"]) });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform: aws });
  edge.addListener("database", Listener.tcp({ port: 5432, service: service("database", "TCP") }));
  edge.addListener("mail", Listener.tls({ port: 993, certificates: ["shop"], service: service("mail", "TLS") }));
  return stack;
}

function ecsStack(): TerraformStack {
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

/** The output of what is held to the policies, by name. */
export function checkedStacks(): Readonly<Record<string, string>> {
  return {
    application: Testing.synth(applicationStack(), true),
    network: Testing.synth(networkStack(), true),
    ecs: Testing.synth(ecsStack(), true),
  };
}

/** The default stack with what protects it taken out again, to see that the policies notice. */
export function spoiledStack(): string {
  const spoiled = [
    "drop_invalid_header_fields",
    "enable_deletion_protection",
    "access_logs",
    "ssl_policy",
    "description",
  ];
  return JSON.stringify(JSON.parse(Testing.synth(applicationStack(), true)), (key, value) =>
    spoiled.includes(key) ? undefined : value,
  );
}
