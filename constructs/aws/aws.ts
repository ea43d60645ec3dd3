import type { Certificate } from "../../lib/topology";
import type { EdgeListener, EdgeLoadBalancer } from "../edge-load-balancer";
import type { IngressRouter } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import { mergeSettings } from "../merge-settings";
import type { Platform } from "../platform";
import { reportUnservedRouter } from "../unserved-router";
import type { AwsProps, AwsSettings } from "./aws-props";
import { DEFAULT_TLS_POLICY, tlsPolicyName } from "./certificates";
import { AwsEdge, EVERYONE, PRIVATE } from "./edge";
import { LOCK_FILE } from "./lock";
import { reportNetworkIds } from "./network-ids";
import { ensureProvider } from "./provider-presence";
import { DEFAULT_QUOTAS } from "./quotas";
import { AwsRouter } from "./router";
import { type AwsService, lowerService } from "./service";

/**
 * Lowers the tiers to Elastic Load Balancing: edges to Application and Network Load Balancers, routes to listener rules,
 * services to target groups.
 *
 * `new Aws({ vpcId, subnetIds })`
 */
export class Aws implements Platform<AwsService, AwsRouter, AwsEdge> {
  readonly name = "aws";
  readonly readsExpressions = true;
  private readonly settings: AwsSettings;

  constructor(readonly props: AwsProps) {
    const { internal = false, dualStack = false, deletionProtection = true, lockFile = LOCK_FILE } = props;
    const sources = props.sources ?? (internal ? PRIVATE : EVERYONE);
    const quotas = { ...DEFAULT_QUOTAS, ...props.quotas };
    this.settings = {
      ...props,
      internal,
      dualStack,
      tlsPolicy: tlsPolicyName(props.tlsPolicy ?? DEFAULT_TLS_POLICY),
      deletionProtection,
      lockFile,
      sources,
      quotas,
    };
  }

  /**
   * The same platform with other settings, for the constructs that need them. Settings that are groups (`tags`,
   * `quotas`, ...) are merged, all others replaced.
   *
   * `new EdgeLoadBalancer(this, "inside", { platform: aws.with({ internal: true }) })`
   */
  with(props: Partial<AwsProps>): Aws {
    return new Aws(mergeSettings(this.props, props));
  }

  certificate(name: string): Certificate | undefined {
    const known = this.props.certificates?.[name];
    return known === undefined ? undefined : { name, certFile: `${name}.crt`, keyFile: `${name}.key` };
  }

  lowerService(service: LogicalService): AwsService {
    ensureProvider(service, this.props.region);
    reportNetworkIds(service, this.props);
    return lowerService(service, this.settings);
  }

  lowerRouter(router: IngressRouter): AwsRouter {
    reportUnservedRouter(router);
    return new AwsRouter();
  }

  lowerEdge(edge: EdgeLoadBalancer): AwsEdge {
    ensureProvider(edge, this.props.region);
    reportNetworkIds(edge, this.props);
    return new AwsEdge(edge, this.settings);
  }

  lowerListener(edge: EdgeLoadBalancer<AwsEdge>, listener: EdgeListener): void {
    edge.resources.addListener(listener);
  }
}
