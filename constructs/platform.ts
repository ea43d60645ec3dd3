import type { Certificate } from "../lib/topology";
import type { EdgeListener, EdgeLoadBalancer } from "./edge-load-balancer";
import type { IngressRouter, Route } from "./ingress-router";
import type { LogicalService } from "./logical-service";

/**
 * What turns the three constructs into resources of one target. A platform is a plain value: it holds the settings of
 * the target and no state. What it creates for a construct it returns, and the construct keeps it as `resources`.
 *
 * Each method is called once, at the moment the construct or its part comes to be; what later calls may still change
 * is left to `Lazy`. A feature that the target cannot express is reported with {@link reportDiagnostics}, never dropped.
 *
 * @typeParam ServiceResources - what a service became
 * @typeParam RouterResources - what a router became
 * @typeParam EdgeResources - what an edge became
 */
export interface Platform<ServiceResources = unknown, RouterResources = unknown, EdgeResources = unknown> {
  /** Names the target in messages: `aws`, `kubernetes`, `self-hosted`. */
  readonly name: string;

  /**
   * Whether a text with `${` or `%{` in it reaches Terraform as the expression that it is, as everywhere in cdktf.
   * Otherwise the platform writes texts out as they are, and a stack with such a text is refused.
   *
   * @default false
   */
  readonly readsExpressions?: boolean;

  /**
   * Whether it lowers what the proxy alone can be told: `tls`, `requestPolicy`, `limits` and `proxyProtocol` of a
   * listener, `tls` and `limits` of a service. Otherwise a stack that says so is refused.
   *
   * @default false
   */
  readonly hasProxySettings?: boolean;

  /**
   * The certificate of this name, as it stands in the Topology; `undefined` where the platform was given none. A
   * platform that holds certificates elsewhere than in files names the files `NAME.crt` and `NAME.key`.
   */
  certificate(name: string): Certificate | undefined;

  lowerService(service: LogicalService): ServiceResources;

  lowerRouter(router: IngressRouter): RouterResources;

  /** A route was added to a router. */
  lowerRoute?(router: IngressRouter<RouterResources>, route: Route): void;

  lowerEdge(edge: EdgeLoadBalancer): EdgeResources;

  /** A listener was added to an edge. */
  lowerListener(edge: EdgeLoadBalancer<EdgeResources>, listener: EdgeListener): void;
}
