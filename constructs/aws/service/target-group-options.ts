/** How the target groups of services are set up, beyond what the Topology says of a service. */
export interface TargetGroupOptions {
  /**
   * The security group that the service's instances are in. Portico opens it to the load balancers that lead to the
   * service, on the ports of the service and of its health check, and these load balancers may connect to it and to
   * nothing else. May be a token.
   *
   * @default a group that is made for a service with a `workload`; for others none, so that opening theirs is up to you
   */
  readonly securityGroupId?: string;
}
