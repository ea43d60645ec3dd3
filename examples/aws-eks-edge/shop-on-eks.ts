import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { EdgeLoadBalancer, HealthCheck, IngressRouter, Listener, LogicalService, Match, Members } from "portico";
import { Aws, type AwsEdge, AwsMembers, HostedZone } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";

export interface ShopOnEksProps {
  readonly region: string;
  readonly vpcId: string;
  /** Where the load balancer stands; it gets an Elastic IP address in each. */
  readonly publicSubnetIds: readonly string[];
  /** The zone of Route 53 that `hostname` stands in. */
  readonly zone: string;
  readonly hostname: string;
}

/** Ports of Traefik's pods, and how its Service calls them, as its Helm chart has them. */
const TRAEFIK = {
  namespace: "traefik",
  service: "traefik",
  web: { name: "web", port: 8000 },
  websecure: { name: "websecure", port: 8443 },
};

/**
 * A shop in EKS: a Network Load Balancer with addresses that never change at the edge, and the cluster's own Traefik
 * behind it, which ends TLS and routes.
 */
export class ShopOnEks extends TerraformStack {
  readonly edge: EdgeLoadBalancer<AwsEdge>;

  constructor(scope: Construct, id: string, props: ShopOnEksProps) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: props.region });
    this.edge = this.edgeOfAws(props);
    this.routerOfTheCluster(props.hostname);
  }

  /** Connections come in here, and go on to Traefik's pods as they are. */
  private edgeOfAws({ vpcId, publicSubnetIds, zone, hostname }: ShopOnEksProps): EdgeLoadBalancer<AwsEdge> {
    const platform = new Aws({
      vpcId,
      subnetIds: publicSubnetIds,
      network: { elasticIps: true, dns: [{ name: hostname, zone: HostedZone.fromName(zone) }] },
      // Traefik learns from it who the client is: entryPoints.*.proxyProtocol.trustedIPs.
      targetGroups: { proxyProtocol: true },
    });
    const edge = new EdgeLoadBalancer(this, "edge", { platform });
    for (const [name, port, entryPoint] of [
      ["http", 80, TRAEFIK.web],
      ["https", 443, TRAEFIK.websecure],
    ] as const) {
      const service = new LogicalService(this, `traefik-${entryPoint.name}`, {
        platform,
        port: entryPoint.port,
        protocol: "TCP",
        healthCheck: HealthCheck.tcp(),
        members: AwsMembers.targetGroupBinding({
          serviceName: TRAEFIK.service,
          servicePort: entryPoint.name,
          namespace: TRAEFIK.namespace,
        }),
      });
      edge.addListener(name, Listener.tcp({ port, service }));
      // The AWS Load Balancer Controller registers the pods, as these objects tell it.
      for (const [index, manifest] of service.resources.targetGroupBindings.entries()) {
        new Manifest(this, `binding-${name}-${index}`, { manifest: { ...manifest } });
      }
    }
    return edge;
  }

  /** Requests are routed here, by Ingresses that Traefik reads. */
  private routerOfTheCluster(hostname: string): void {
    const platform = new Kubernetes({
      namespace: "shop",
      ingressClassName: "traefik",
      certificates: { shop: "shop-tls" },
    });
    const service = (name: string) =>
      new LogicalService(this, name, { platform, port: 8080, members: Members.selector({ app: name }) });
    const [users, payments, canary] = [service("users"), service("payments"), service("payments-canary")];

    const router = new IngressRouter(this, "router", { platform, hostnames: [hostname] });
    router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
    router.addRoute("payments", {
      matches: [Match.pathPrefix("/payments")],
      backends: [
        { service: payments, weight: 95 },
        { service: canary, weight: 5 },
      ],
    });
    const edge = new EdgeLoadBalancer(this, "traefik", { platform });
    edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
  }
}
