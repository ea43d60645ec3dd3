import type { EngineObserver, Instance, Lease, Outcome, UdpListenerPlan } from "../../engine";
import { Deadline, type TimerWheel } from "../../time";
import { UpstreamSocket } from "./upstream-socket";

/** Where a client's datagrams come from. */
export interface FlowClient {
  readonly address: string;
  readonly port: number;
}

/** What the flows of one listener share. */
export interface FlowSurroundings {
  readonly observer: EngineObserver;
  readonly wheel: TimerWheel;
  reply(client: FlowClient, datagram: Buffer): void;
  /** @param unanswered the datagram that the instance refused, where none was answered before */
  onEnded(flow: UdpFlow, unanswered: Buffer | undefined): void;
}

/** The datagrams between one client address and port and one instance. */
export class UdpFlow {
  private readonly started = performance.now();
  private readonly upstream: UpstreamSocket;
  private readonly deadline: Deadline;
  private bytesFromClient = 0;
  private bytesToClient = 0;
  private answered = false;
  private last: Buffer | undefined;
  private ended = false;

  constructor(
    readonly client: FlowClient,
    private readonly lease: Lease,
    /** The instances that were sent what the client sent, this flow's one the last. */
    readonly tried: readonly Instance[],
    private readonly plan: UdpListenerPlan,
    private readonly surroundings: FlowSurroundings,
  ) {
    surroundings.observer.connectionOpened(plan);
    this.deadline = new Deadline(surroundings.wheel, plan.idleTimeout, () => this.expire());
    this.upstream = new UpstreamSocket(lease.instance, {
      onDatagram: (datagram) => this.reply(datagram),
      onBroken: (reason, refused) => this.end(reason, refused ? "unreachable" : "abandoned"),
    });
    lease.onRevoked = () => this.cut("the instance was taken away");
  }

  send(datagram: Buffer): void {
    this.bytesFromClient += datagram.length;
    this.deadline.putOff();
    if (!this.answered) this.last = datagram;
    this.upstream.send(datagram);
  }

  /** Ends the flow at once. */
  cut(reason: string | undefined): void {
    this.end(reason, "abandoned");
  }

  private reply(datagram: Buffer): void {
    this.bytesToClient += datagram.length;
    this.deadline.putOff();
    this.answered = true;
    this.last = undefined;
    this.surroundings.reply(this.client, datagram);
  }

  /** Silence is how a flow comes to its end. Without any answer it says nothing about the instance. */
  private expire(): void {
    this.end(undefined, this.answered ? "completed" : "abandoned");
  }

  private end(reason: string | undefined, outcome: Outcome): void {
    if (this.ended) return;
    this.ended = true;
    this.deadline.cancel();
    this.upstream.close();
    this.lease.release(outcome);
    const { observer } = this.surroundings;
    observer.sessionEnded({
      listener: this.plan,
      service: this.plan.service.name,
      instance: this.lease.instance.id,
      sourceAddress: this.client.address,
      serverName: undefined,
      milliseconds: performance.now() - this.started,
      bytesFromClient: this.bytesFromClient,
      bytesToClient: this.bytesToClient,
      reason,
    });
    observer.connectionClosed(this.plan);
    this.surroundings.onEnded(this, outcome === "unreachable" ? this.last : undefined);
  }
}
