/** How a platform uses the Gateway API. */
export interface GatewayProps {
  /**
   * The GatewayClass of the Gateways that edges become.
   *
   * @default none: `parentRef` names a Gateway that is there already
   */
  readonly className?: string;
  /**
   * A Gateway that is there already. Routers are attached to it, whether or not an edge leads to them, and edges become
   * none of their own; it comes before `className`.
   *
   * @default none
   */
  readonly parentRef?: ParentRef;
  /**
   * The version of the Gateway API whose definitions are installed in the cluster.
   *
   * @default "1.5"
   */
  readonly version?: GatewayVersion;
  /**
   * Whether the experimental definitions are installed, which have more fields and kinds.
   *
   * @default "standard"
   */
  readonly channel?: "standard" | "experimental";
}

/** A Gateway, or one of its listeners. */
export interface ParentRef {
  /** The Gateway's name. */
  readonly name: string;
  /**
   * The Gateway's namespace. It has to allow routes of the router's.
   *
   * @default the router's own
   */
  readonly namespace?: string;
  /**
   * One listener of the Gateway.
   *
   * @default for routes of HTTP all that have their hosts; for a listener of an edge that leads to a service without a
   * router, the one of its name
   */
  readonly sectionName?: string;
}

export type GatewayVersion = "1.2" | "1.3" | "1.4" | "1.5" | "1.6";
