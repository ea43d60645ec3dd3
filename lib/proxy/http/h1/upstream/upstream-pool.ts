import type { Instance } from "../../../engine";
import type { TimerWheel } from "../../../time";
import { ServiceConnections } from "../../h2/upstream";
import type { HttpLimits } from "../../limits";
import { Http1Connection, type Http1Keeper } from "./http1-connection";
import type { UpstreamConnection } from "./upstream-connection";

/** Waits for a connection to an instance. */
export interface Waiter {
  /** There is one to take. */
  connectionFree(): void;
}

/** The connections to one instance. */
interface Connections {
  /** The latest spare connection is the first to be used: the others come to their end. */
  readonly spares: Http1Connection[];
  /** In the order in which they came. */
  readonly waiters: Set<Waiter>;
  open: number;
  retired: boolean;
}

/** Connections to instances, kept for the next request. One pool serves all listeners. */
export class UpstreamPool implements Http1Keeper {
  private readonly instances = new Map<Instance, Connections>();
  /** Those of HTTP/2. */
  private readonly shared: ServiceConnections;
  private closing = false;

  constructor(
    readonly limits: HttpLimits,
    readonly wheel: TimerWheel,
  ) {
    this.shared = new ServiceConnections(limits, wheel, (instance) => this.roomMade(instance));
  }

  /**
   * @param fresh whether a spare one will not do
   * @returns `undefined` where there are as many as there may be
   */
  take(instance: Instance, fresh: boolean): UpstreamConnection | undefined {
    const connections = this.instances.get(instance) ?? this.add(instance);
    const spare = fresh ? undefined : connections.spares.pop();
    if (spare !== undefined) return spare;
    if (!this.hasRoom(instance, connections)) return undefined;
    connections.open += 1;
    if (instance.http2 === true) return this.shared.open(instance, this);
    return new Http1Connection(instance, this.limits, this.wheel, this);
  }

  /** Has a waiter told once there is a connection to take. @returns false where too many wait already */
  wait(instance: Instance, waiter: Waiter): boolean {
    const connections = this.instances.get(instance);
    const most = instance.limits?.queue ?? this.limits.queue;
    if (connections === undefined || connections.waiters.size >= most) return false;
    connections.waiters.add(waiter);
    return true;
  }

  /** Milliseconds for which a waiter may wait. */
  queueTime(instance: Instance): number {
    return instance.limits?.queueTime ?? this.limits.queueTime;
  }

  stopWaiting(instance: Instance, waiter: Waiter): void {
    this.instances.get(instance)?.waiters.delete(waiter);
  }

  becameSpare(connection: Http1Connection): void {
    const connections = this.instances.get(connection.instance);
    if (connections === undefined || connections.retired || connections.spares.length >= this.limits.spares) {
      connection.drop();
      return;
    }
    connections.spares.push(connection);
    connection.keepUntil(performance.now() + (connection.instance.limits?.spare ?? this.limits.spare));
    this.callNext(connections);
  }

  closed(connection: UpstreamConnection): void {
    const connections = this.instances.get(connection.instance);
    if (connections === undefined) return;
    connections.open -= 1;
    const place = connection instanceof Http1Connection ? connections.spares.lastIndexOf(connection) : -1;
    if (place >= 0) connections.spares.splice(place, 1);
    if (connections.retired && connections.open === 0) this.instances.delete(connection.instance);
    // Who is called in vain goes to the end of those that wait.
    else if (this.hasRoom(connection.instance, connections)) this.callNext(connections);
  }

  close(): void {
    this.closing = true;
    this.shared.close();
    for (const { spares } of this.instances.values()) for (const connection of [...spares]) connection.drop();
  }

  private hasRoom(instance: Instance, { open }: Connections): boolean {
    if (open >= (instance.limits?.connections ?? this.limits.instanceConnections)) return false;
    return instance.http2 !== true || this.shared.hasRoom(instance);
  }

  /** An instance takes more at one time than it did, or there is to be another connection to it. */
  private roomMade(instance: Instance): void {
    const connections = this.instances.get(instance);
    if (connections === undefined || connections.retired || this.closing) return;
    for (let left = connections.waiters.size; left > 0 && this.hasRoom(instance, connections); left--) {
      this.callNext(connections);
    }
  }

  private add(instance: Instance): Connections {
    const connections: Connections = { spares: [], waiters: new Set(), open: 0, retired: false };
    this.instances.set(instance, connections);
    instance.onRetired(() => {
      connections.retired = true;
      this.shared.retire(instance);
      for (const connection of [...connections.spares]) connection.drop();
      if (connections.open === 0) this.instances.delete(instance);
    });
    return connections;
  }

  private callNext({ waiters }: Connections): void {
    if (waiters.size === 0) return;
    const [next] = waiters;
    if (next === undefined) return;
    waiters.delete(next);
    next.connectionFree();
  }
}
