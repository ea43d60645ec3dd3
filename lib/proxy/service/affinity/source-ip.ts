import { parseDuration, type SessionAffinity } from "../../../topology";
import type { PickContext } from "../../engine";
import { RecencyMap } from "../../recency-map";
import type { ServiceInstance } from "../instance";
import type { Affinity } from "./affinity";

interface Tie {
  instance: ServiceInstance;
  expires: number;
}

/** Clients that are remembered at most; the one that has been silent the longest makes room. */
const CAPACITY = 100_000;

/** A table of client addresses, each remembered for `ttl` after its last request. */
export class SourceIpAffinity implements Affinity {
  private readonly ttl: number;
  private readonly ties = new RecencyMap<string, Tie>(CAPACITY);

  constructor(
    affinity: SessionAffinity,
    private readonly now: () => number,
  ) {
    this.ttl = parseDuration(affinity.ttl ?? "1h");
  }

  find(context: PickContext): ServiceInstance | undefined {
    const tie = this.ties.get(context.sourceAddress);
    if (tie === undefined) return undefined;
    const now = this.now();
    if (tie.expires <= now) {
      this.ties.delete(context.sourceAddress);
      return undefined;
    }
    tie.expires = now + this.ttl;
    return tie.instance;
  }

  tie(context: PickContext, instance: ServiceInstance): undefined {
    this.ties.set(context.sourceAddress, { instance, expires: this.now() + this.ttl });
  }

  setInstances(instances: readonly ServiceInstance[]): void {
    const known = new Set(instances);
    this.ties.keep((tie) => known.has(tie.instance));
  }
}
