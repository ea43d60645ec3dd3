import type { Balancing as BalancingSpec } from "../../lib/topology";

/** How an instance of a service is picked. */
export class Balancing {
  /** In turn, by weight. */
  static roundRobin(): Balancing {
    return new Balancing({ algorithm: "RoundRobin" });
  }

  /** The fewest open requests or connections for its weight. */
  static leastConnections(): Balancing {
    return new Balancing({ algorithm: "LeastConnections" });
  }

  /** The less busy of two picked at random. */
  static random(): Balancing {
    return new Balancing({ algorithm: "Random" });
  }

  /** By the client's address. */
  static sourceHash(): Balancing {
    return new Balancing({ algorithm: "SourceHash" });
  }

  /**
   * By a key of the request; when an instance comes or goes, only its share of keys moves.
   *
   * @param key - `header:NAME`, `cookie:NAME`, `query:NAME`, `source` or `path`
   */
  static consistentHash(key: string): Balancing {
    return new Balancing({ algorithm: "ConsistentHash", key });
  }

  private constructor(readonly spec: BalancingSpec) {}
}
