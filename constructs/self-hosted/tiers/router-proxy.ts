import { Construct } from "constructs";
import type { Topology } from "../../../lib/topology";
import { DEFAULT_MAX_CONNECTIONS, type PlacedProxy, type ProcessProps } from "../placements";
import type { RouterTier } from "./tiers";

/** What a proxy is, of which those that route are the second tier. */
interface EdgeProxy<Resources> extends PlacedProxy {
  readonly platform: {
    readonly placement: { readonly place: (proxy: PlacedProxy) => Resources };
    readonly routerTier: RouterTier | undefined;
  };
}

/** The proxies that route, where the edge is one of its own. */
export class RouterProxy<Resources = unknown> extends Construct implements PlacedProxy {
  readonly tier = "router";
  /** The edge's, with `-router` after it. */
  readonly name: string;
  readonly image: string;
  /** As the edge's where the tier says nothing else, but that one address may have all connections: that of the edge. */
  readonly process: ProcessProps;
  /** What the platform's placement made. */
  readonly resources: Resources;

  constructor(
    edge: EdgeProxy<Resources>,
    /** What they run is complete only when the stack is synthesized. */
    private readonly read: () => Topology,
  ) {
    super(edge, "router");
    this.name = routerProxyName(edge.name);
    this.image = edge.image;
    const process = { ...edge.process, ...edge.platform.routerTier?.process };
    this.process = { ...process, maxConnectionsPerSource: process.maxConnections ?? DEFAULT_MAX_CONNECTIONS };
    this.resources = edge.platform.placement.place(this);
  }

  get topology(): Topology {
    return this.read();
  }
}

function routerProxyName(edge: string): string {
  return `${edge}-router`;
}
