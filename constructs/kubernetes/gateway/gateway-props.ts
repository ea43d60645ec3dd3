/** How a platform uses the Gateway API. */
export interface GatewayProps {
  /** The GatewayClass of the Gateways that edges become. */
  readonly className: string;
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

export type GatewayVersion = "1.2" | "1.3" | "1.4" | "1.5" | "1.6";
