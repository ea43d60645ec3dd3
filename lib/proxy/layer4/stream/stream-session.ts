import type { Socket } from "node:net";
import type {
  EngineObserver,
  Lease,
  ListenerIdentity,
  Outcome,
  ServiceRuntime,
  TcpListenerPlan,
  TlsListenerPlan,
} from "../../engine";
import { identityOf } from "../../listener-identity";
import { Deadline, type TimerWheel } from "../../time";
import type { Layer4Limits } from "../limits";
import { Connector } from "./connector";
import { reset } from "./reset";
import { Splice, type SpliceEnd } from "./splice";

/** What the sessions of one listener share. */
export interface StreamSurroundings {
  readonly observer: EngineObserver;
  readonly wheel: TimerWheel;
  readonly limits: Layer4Limits;
  /** The client's address: its connection's peer, or whom a proxy in front has named. */
  sourceOf(client: Socket): string;
  onBegun(session: StreamSession): void;
  onEnded(session: StreamSession): void;
}

/** A listener's plan as far as a session follows it. */
export type StreamPlan = TcpListenerPlan | TlsListenerPlan;

/** One client's connection and, once there is one, the connection to an instance that it is joined to. */
export class StreamSession {
  private readonly started = performance.now();
  private readonly sourceAddress: string;
  private readonly listener: ListenerIdentity;
  private readonly idleTimeout: number;
  private service: ServiceRuntime | undefined;
  private connector: Connector | undefined;
  private instance: Socket | undefined;
  private lease: Lease | undefined;
  private splice: Splice | undefined;
  private deadline: Deadline | undefined;
  private ended = false;
  /** Why it will end, where it is neither by one of its ends closing nor decided at the end. */
  private reason: string | undefined;

  /** The name that the client asked for, where TLS told. */
  serverName: string | undefined;

  /** @param client paused, and allowed to be half open */
  constructor(
    private readonly client: Socket,
    plan: StreamPlan,
    private readonly surroundings: StreamSurroundings,
  ) {
    // The plan itself would be held for as long as the session goes on, with all that it names.
    this.listener = identityOf(plan);
    this.idleTimeout = plan.idleTimeout;
    this.sourceAddress = surroundings.sourceOf(client);
    surroundings.onBegun(this);
    client.on("error", () => {});
    client.on("close", () => {
      if (this.splice === undefined) this.finish(this.reason, "abandoned");
    });
  }

  /**
   * Joins the client to an instance of a service.
   *
   * @param head bytes that were read from the client already
   */
  joinTo(service: ServiceRuntime, head?: Buffer): void {
    this.service = service;
    const { wheel, limits } = this.surroundings;
    this.connector = new Connector(service, this.sourceAddress, wheel, limits, {
      onConnected: (socket, lease) => this.join(socket, lease, head),
      onGivenUp: (reason) => this.refuse(reason),
    });
    this.connector.start();
  }

  /**
   * Ends the session before it was joined to an instance.
   *
   * @param farewell bytes that the client gets first
   */
  refuse(reason: string, farewell?: Buffer): void {
    this.reason = reason;
    if (farewell === undefined) {
      reset(this.client);
      return;
    }
    this.client.write(farewell);
    this.client.destroySoon();
  }

  /** Ends the session at once, wherever it is; both ends see that it was cut. */
  cut(reason: string): void {
    reset(this.client);
    if (this.instance !== undefined) reset(this.instance);
    this.finish(reason, "abandoned");
  }

  private join(instance: Socket, lease: Lease, head: Buffer | undefined): void {
    this.instance = instance;
    this.lease = lease;
    lease.onRevoked = () => this.cut("the instance was taken away");
    const deadline = new Deadline(this.surroundings.wheel, this.idleTimeout, () => this.expire(instance));
    this.deadline = deadline;
    this.splice = new Splice(this.client, instance, {
      onActivity: () => deadline.putOff(),
      onClosed: (end) => this.finish(END_REASONS[end], END_OUTCOMES[end]),
    });
    this.splice.start(head);
  }

  /** Nothing moved for the idle time. Where bytes wait all the same, their end must not look like the end of all. */
  private expire(instance: Socket): void {
    for (const socket of [this.client, instance]) {
      if (socket.writableLength > 0) reset(socket);
      else socket.destroy();
    }
    this.finish("idle for too long", "abandoned");
  }

  private finish(reason: string | undefined, outcome: Outcome): void {
    if (this.ended) return;
    this.ended = true;
    this.connector?.cancel();
    this.deadline?.cancel();
    this.lease?.release(outcome);
    this.surroundings.observer.sessionEnded({
      listener: this.listener,
      service: this.service?.name,
      instance: this.lease?.instance.id,
      sourceAddress: this.sourceAddress,
      serverName: this.serverName,
      milliseconds: performance.now() - this.started,
      bytesFromClient: this.splice?.bytesFromClient ?? 0,
      bytesToClient: this.splice?.bytesToClient ?? 0,
      reason,
    });
    this.surroundings.onEnded(this);
  }
}

const END_REASONS: Readonly<Record<SpliceEnd, string | undefined>> = {
  closed: undefined,
  "client reset": "the client reset the connection",
  "instance reset": "the instance reset the connection",
};

const END_OUTCOMES: Readonly<Record<SpliceEnd, Outcome>> = {
  closed: "completed",
  "client reset": "abandoned",
  "instance reset": "failed",
};
