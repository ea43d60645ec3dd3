import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "./connection-limits";
import { countedSource } from "./counted-source";

/** Of the connections that there may be: from here on none is kept after its response, */
const CROWDED = 0.8;
/** and from here on requests are turned away. */
const OVERLOADED = 0.9;

/** A connection's place among all. */
export interface Seat {
  /** What it is counted as; `undefined` as long as a proxy in front has not said. */
  source: string | undefined;
}

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

  /** @returns the seat of one more connection from there, until it {@link leave}s; `undefined` where there is no room */
  admit(sourceAddress: string): Seat | undefined {
    const source = countedSource(sourceAddress);
    const seat = this.hasRoomFor(source) ? this.admitUnnamed() : undefined;
    if (seat !== undefined) this.count(seat, source);
    return seat;
  }

  /** As {@link admit}, where it is not known yet whose connection it is: it counts among all alone. */
  admitUnnamed(): Seat | undefined {
    if (this.total >= this.limits.connections) return undefined;
    this.total += 1;
    return { source: undefined };
  }

  /** @returns whether there is room for one more connection from there; one that was admitted before counts as it then */
  name(seat: Seat, sourceAddress: string): boolean {
    const source = countedSource(sourceAddress);
    if (!this.hasRoomFor(source)) return false;
    this.count(seat, source);
    return true;
  }

  leave({ source }: Seat): void {
    this.total -= 1;
    if (source === undefined) return;
    const left = (this.bySource.get(source) ?? 0) - 1;
    if (left > 0) this.bySource.set(source, left);
    else this.bySource.delete(source);
  }

  private hasRoomFor(source: string): boolean {
    return (this.bySource.get(source) ?? 0) < this.limits.sourceConnections;
  }

  private count(seat: Seat, source: string): void {
    seat.source = source;
    this.bySource.set(source, (this.bySource.get(source) ?? 0) + 1);
  }
}
