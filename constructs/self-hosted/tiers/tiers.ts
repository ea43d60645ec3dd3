import { Token } from "../../cdktf";
import type { ProcessProps } from "../placements";

/** The tier of proxies that route, behind one that does not look into what it passes on. */
export interface TwoTiersProps {
  /**
   * Where the edge reaches the proxies that route: an IP address or a host name for each copy. All of them run the same
   * Topology.
   */
  readonly routers: readonly string[];
  /**
   * The IP address that these proxies bind, each on its own machine. Their ports are those of the edge, since a port is
   * part of what redirects and `X-Forwarded-Port` say; on a machine that runs both tiers it has to be another address
   * than the edge's.
   *
   * @default "0.0.0.0"
   */
  readonly address?: string;
  /**
   * Processes of each copy of these proxies, 1 to 256. They end TLS and route, which takes more of a core than passing
   * connections on.
   *
   * @default `workers` of SelfHosted, which is the edge's
   */
  readonly workers?: number;
  /**
   * Connections that each of their processes has at one time, 1 to 10000000. All of them come from the edge.
   *
   * @default `maxConnections` of SelfHosted, which is the edge's
   */
  readonly maxConnections?: number;
}

/** What a split needs to know of the tier that routes. */
export interface RouterTier {
  readonly routers: readonly string[];
  readonly address: string;
  /** What its proxies are told otherwise than the edge. */
  readonly process: Pick<ProcessProps, "workers" | "maxConnections">;
}

/** Whether one proxy is edge and router, or each is a proxy of its own. */
export class Tiers {
  /** One proxy listens and routes. */
  static one(): Tiers {
    return new Tiers({ type: "one" });
  }

  /**
   * Two tiers: a proxy at the edge that passes connections on, TLS unopened, to proxies that route. TCP, TLS and UDP
   * listeners that lead to a service stay at the edge.
   *
   * The proxies that route see the edge where they would see the client: `X-Forwarded-For` names the edge, and nothing
   * can be decided by the client's address. Synthesis says so for each listener, route and service that this concerns
   * (`client-address-lost`), until it is accepted there.
   *
   * @throws RangeError where there is no address, or the list is known to Terraform alone
   */
  static two(props: TwoTiersProps): Tiers {
    const { routers, address = "0.0.0.0", workers, maxConnections } = props;
    if (Token.isUnresolved(routers) || routers.length === 0) {
      throw new RangeError('Tiers.two: name each proxy that routes, as in routers: ["10.0.2.10", "10.0.2.11"]');
    }
    const process = {
      ...(workers === undefined ? {} : { workers }),
      ...(maxConnections === undefined ? {} : { maxConnections }),
    };
    return new Tiers({ type: "two", routers, address, process });
  }

  private constructor(readonly spec: { readonly type: "one" } | ({ readonly type: "two" } & RouterTier)) {}

  /** The tier that routes, where it is one of its own. */
  get routerTier(): RouterTier | undefined {
    return this.spec.type === "two" ? this.spec : undefined;
  }
}
