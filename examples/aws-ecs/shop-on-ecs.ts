import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { EdgeLoadBalancer, HealthCheck, IngressRouter, Listener, LogicalService, Match, Workload } from "portico";
import { AcmCertificate, Aws, type AwsEdge, HostedZone } from "portico/aws";

export interface ShopOnEcsProps {
  readonly region: string;
  readonly vpcId: string;
  /** Where the load balancer stands. */
  readonly publicSubnetIds: readonly string[];
  /** Where the tasks run; they reach ECR, CloudWatch and Secrets Manager from there. */
  readonly privateSubnetIds: readonly string[];
  /** The zone of Route 53 that `hostname` stands in. */
  readonly zone: string;
  readonly hostname: string;
  /** The registry that holds the images, `123456789012.dkr.ecr.eu-west-1.amazonaws.com`. */
  readonly registry: string;
  /** The secret that `payments` reads, by ARN. */
  readonly paymentKeyArn: string;
}

/** The rule groups of AWS that a web ACL starts with; clients behind a VPN are counted, and not refused. */
const MANAGED_RULES = [
  { name: "AWSManagedRulesCommonRuleSet", overrideAction: { none: {} } },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", overrideAction: { none: {} } },
  { name: "AWSManagedRulesAnonymousIpList", overrideAction: { count: {} } },
];

/** A shop of two services on Fargate, of which one has a canary, behind HTTPS and a web ACL. */
export class ShopOnEcs extends TerraformStack {
  readonly edge: EdgeLoadBalancer<AwsEdge>;

  constructor(scope: Construct, id: string, props: ShopOnEcsProps) {
    super(scope, id);
    const { region, vpcId, publicSubnetIds, privateSubnetIds, zone, hostname, registry, paymentKeyArn } = props;
    new AwsProvider(this, "aws", { region });

    const hostedZone = HostedZone.fromName(zone);
    const platform = new Aws({
      vpcId,
      subnetIds: publicSubnetIds,
      certificates: { shop: AcmCertificate.requested({ domainName: hostname, zone: hostedZone }) },
      application: { dns: [{ name: hostname, zone: hostedZone }], webAcl: this.webAcl().arn },
      logs: { access: true, connections: true },
      ecs: { subnetIds: privateSubnetIds, cpuArchitecture: "ARM64" },
    });

    const healthCheck = HealthCheck.http({ path: "/healthz" });
    const users = new LogicalService(this, "users", {
      platform,
      port: 8080,
      healthCheck,
      workload: Workload.container({
        image: `${registry}/users:1.4.2`,
        replicas: { min: 2, max: 10, requestsPerMinute: 1000, cpuPercent: 60 },
      }),
    });
    const payments = (name: string, version: string, replicas: number) =>
      new LogicalService(this, name, {
        platform,
        port: 8080,
        healthCheck,
        drain: "2m",
        workload: Workload.container({
          image: `${registry}/payments:${version}`,
          replicas,
          cpu: 512,
          memory: 1024,
          environment: { LOG_LEVEL: "info" },
          secrets: { PAYMENT_KEY: paymentKeyArn },
        }),
      });
    const stable = payments("payments", "2.8.0", 4);
    const canary = payments("payments-canary", "2.9.0", 1);

    const router = new IngressRouter(this, "router", { platform, hostnames: [hostname] });
    router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
    router.addRoute("payments-tester", {
      matches: [Match.pathPrefix("/payments").header("x-canary", "1")],
      backends: [canary],
    });
    router.addRoute("payments", {
      matches: [Match.pathPrefix("/payments")],
      backends: [
        { service: stable, weight: 95 },
        { service: canary, weight: 5 },
      ],
    });

    this.edge = new EdgeLoadBalancer(this, "edge", { platform });
    this.edge.addListener("http", Listener.redirectToHttps({ port: 80 }));
    this.edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
  }

  private webAcl(): Wafv2WebAcl {
    // Names of a copy of the stack are others.
    const name = this.node.id;
    const visibility = (metricName: string) => ({
      cloudwatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: true,
    });
    const acl = new Wafv2WebAcl(this, "web-acl", {
      name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: MANAGED_RULES.map((group, priority) => ({
        name: group.name,
        priority,
        overrideAction: group.overrideAction,
        statement: { managed_rule_group_statement: { vendor_name: "AWS", name: group.name } },
        visibilityConfig: visibility(group.name),
      })),
      visibilityConfig: visibility(name),
    });
    // AWS takes log groups of this prefix alone.
    const logGroup = new CloudwatchLogGroup(this, "web-acl-log", {
      name: `aws-waf-logs-${name}`,
      retentionInDays: 365,
    });
    new Wafv2WebAclLoggingConfiguration(this, "web-acl-logging", {
      resourceArn: acl.arn,
      logDestinationConfigs: [logGroup.arn],
    });
    return acl;
  }
}
