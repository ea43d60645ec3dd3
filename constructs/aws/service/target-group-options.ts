import type { Duration } from "../../../lib/topology";

/**
 * How the target groups of services are set up, beyond what the Topology says of a service. What one kind of load
 * balancer alone has, is of no effect on services behind the other.
 */
export interface TargetGroupOptions {
  /**
   * The security group that the service's instances are in. Portico opens it to the load balancers that lead to the
   * service, on the ports of the service and of its health check, and these load balancers may connect to it and to
   * nothing else. May be a token.
   *
   * @default a group that is made for a service with a `workload`; for others none, so that opening theirs is up to you
   */
  readonly securityGroupId?: string;
  /**
   * Whether members by address are outside of the VPC: in a peered one, or reached over Direct Connect or a VPN.
   *
   * @default false
   */
  readonly outsideVpc?: boolean;
  /**
   * Whether targets in other zones than the load balancer's node are used. A Lambda function is in no zone.
   *
   * @default as the load balancer is set
   */
  readonly crossZone?: boolean;
  /**
   * What makes AWS take a zone out of the DNS answers, and what makes it send to unhealthy targets as well (ELB user
   * guides, "Target group health").
   *
   * @default AWS's: one healthy target is enough for both
   */
  readonly minimumHealthy?: MinimumHealthy;
  /**
   * Whether Application Load Balancers speak TLS with the targets, and health checks by HTTP go over TLS on load
   * balancers of either kind. They take any certificate, an expired or self-signed one too.
   *
   * @default false
   */
  readonly tls?: boolean;
  /**
   * Application Load Balancers: how long a target that has become healthy gets fewer requests than its share, 30 s to 15
   * min. For round robin alone.
   *
   * @default it gets its share at once
   */
  readonly slowStart?: Duration;
  /**
   * Application Load Balancers, for services with `Balancing.random()`: whether targets that answer with more errors
   * than others get fewer requests.
   *
   * @default false
   */
  readonly anomalyMitigation?: boolean;
  /**
   * Application Load Balancers: the cookie of the application's own that keeps a client on its target, as long as
   * `sessionAffinity` says, a day by default.
   *
   * @default the load balancer's own cookie, where a service has session affinity
   */
  readonly applicationCookie?: string;
  /**
   * Network Load Balancers: whether targets see the client's address in the place of the load balancer's. Where they see
   * it, a target cannot be its own client, and answers must go through the load balancer's VPC. Datagrams always come
   * from the client's address.
   *
   * @default true for instances, false for members by address
   */
  readonly preserveClientIp?: boolean;
  /**
   * Network Load Balancers: whether each connection starts with the header of the PROXY protocol, version 2, which says
   * who the client is. Targets must expect it, health checks included.
   *
   * @default false
   */
  readonly proxyProtocol?: boolean;
  /**
   * Network Load Balancers: whether connections to a target that was taken away are closed when the service's `drain` is
   * over.
   *
   * @default true
   */
  readonly connectionTermination?: boolean;
  /**
   * Network Load Balancers, TCP and TLS: what happens to the connections of a target that has become unhealthy. Closed
   * at once, or left alone for this long while no new ones are made.
   *
   * @default closed at once
   */
  readonly unhealthyConnections?: "close" | Duration;
}

/** How many targets of a group must be healthy, by count or by percentage (1 to 100), whichever is more. */
export interface HealthyShare {
  /** @default 1 */
  readonly count?: number;
  /** @default not considered */
  readonly percentage?: number;
}

export interface MinimumHealthy {
  /** Below it the zone's address is taken out of the DNS answers, as long as others are left. */
  readonly dns?: HealthyShare;
  /** Below it requests go to unhealthy targets as well. It must not be more than that of `dns`. */
  readonly routing?: HealthyShare;
}
