import { parseDuration, type SessionAffinity } from "../../../topology";
import type { PickContext } from "../../engine";
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
  private readonly ties = new Map<string, Tie>();

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
    // Put behind all others: the map's order is then that of the last use.
    this.ties.delete(context.sourceAddress);
    if (tie.expires <= now) return undefined;
    tie.expires = now + this.ttl;
    this.ties.set(context.sourceAddress, tie);
    return tie.instance;
  }

  tie(context: PickContext, instance: ServiceInstance): undefined {
    if (this.ties.size >= CAPACITY) {
      const oldest = this.ties.keys().next();
      if (oldest.done !== true) this.ties.delete(oldest.value);
    }
    this.ties.set(context.sourceAddress, { instance, expires: this.now() + this.ttl });
  }

  setInstances(instances: readonly ServiceInstance[]): void {
    const known = new Set(instances);
    for (const [source, tie] of this.ties) {
      if (!known.has(tie.instance)) this.ties.delete(source);
    }
  }
}
