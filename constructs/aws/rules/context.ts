import type { ServiceProtocol } from "../../../lib/topology";

/** What a route's rules depend on beside the route. */
export interface RuleContext {
  readonly router: { readonly name: string; readonly hostnames?: readonly string[] };
  readonly listener: RuleListener;
  /** @default every service speaks HTTP */
  readonly protocolOf?: (service: string) => ServiceProtocol | undefined;
  /**
   * Whether a value is known only when it is deployed, so that it can be neither judged nor hashed.
   *
   * @default none is
   */
  readonly isToken?: (value: unknown) => boolean;
}

export interface RuleListener {
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
}

export const DEFAULT_PORTS = { HTTP: 80, HTTPS: 443 } as const;
