import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "./connection-limits";

/** Of the connections that there may be: from here on none is kept after its response, */
const CROWDED = 0.8;
/** and from here on requests are turned away. */
const OVERLOADED = 0.9;

/**
 * Counts the connections of all clients. Load is shed in steps, so that there is room for whoever comes next: first no
 * connection is kept, then requests are answered with 503, and at the limit connections are closed as they come.
 */
export class ConnectionCensus {
  private total = 0;
  private readonly bySource = new Map<string, number>();

  constructor(private readonly limits: ConnectionLimits = DEFAULT_CONNECTION_LIMITS) {}

  get crowded(): boolean {
    return this.total > CROWDED * this.limits.connections;
  }

  get overloaded(): boolean {
    return this.total > OVERLOADED * this.limits.connections;
  }

  /** @returns whether there is room for one more connection from there; it is counted then, until it {@link leave}s */
  admit(sourceAddress: string): boolean {
    const same = this.bySource.get(sourceAddress) ?? 0;
    if (this.total >= this.limits.connections || same >= this.limits.sourceConnections) return false;
    this.total += 1;
    this.bySource.set(sourceAddress, same + 1);
    return true;
  }

  leave(sourceAddress: string): void {
    this.total -= 1;
    const left = (this.bySource.get(sourceAddress) ?? 0) - 1;
    if (left > 0) this.bySource.set(sourceAddress, left);
    else this.bySource.delete(sourceAddress);
  }
}
