import type { Lease, MirrorPlan, Outcome, OutgoingRequest, PickContext } from "../../engine";
import type { Timer, TimerOwner } from "../../time";
import { copyHead } from "./outgoing-head";
import type { ResponseListener } from "./upstream/response-listener";
import type { UpstreamConnection } from "./upstream/upstream-connection";
import type { UpstreamPool } from "./upstream/upstream-pool";

/** A request that is copied. */
export interface MirroredRequest extends Omit<PickContext, "tried"> {
  /** As {@link HeadParser.neverIndexed}. */
  readonly neverIndexed: ReadonlySet<string> | undefined;
}

/** Sends copies of requests and forgets about them. Above a number under way at one time, copies are left out. */
export class MirrorSender {
  private underWay = 0;

  constructor(private readonly pool: UpstreamPool) {}

  send(
    mirror: MirrorPlan,
    method: string,
    outgoing: OutgoingRequest,
    body: Buffer | undefined,
    client: MirroredRequest,
  ): void {
    if (this.underWay >= this.pool.limits.mirrors) return;
    let head: string;
    try {
      head = copyHead(method, outgoing, body?.length ?? 0);
    } catch {
      // The same field or path keeps the request itself from being sent; its log line says so.
      return;
    }
    const lease = mirror.service?.acquire(client);
    if (lease === undefined) return;
    const connection = this.pool.take(lease.instance, false);
    if (connection === undefined) {
      lease.release("abandoned");
      return;
    }
    this.underWay += 1;
    new Copy(this.pool, lease, connection, method, head, client.neverIndexed, body, () => {
      this.underWay -= 1;
    });
  }
}

class Copy implements ResponseListener, TimerOwner {
  readonly awaitsClient = false;
  private readonly timer: Timer;
  private over = false;

  constructor(
    pool: UpstreamPool,
    private readonly lease: Lease,
    private readonly connection: UpstreamConnection,
    method: string,
    private readonly head: string,
    private readonly neverIndexed: ReadonlySet<string> | undefined,
    private readonly body: Buffer | undefined,
    private readonly onEnd: () => void,
  ) {
    const now = performance.now();
    this.timer = pool.wheel.create(this);
    this.timer.set(now + pool.limits.mirrorTime);
    lease.onRevoked = () => this.abort("abandoned");
    connection.use(this, method, now, 0);
    if (connection.isConnected) this.connected();
  }

  connected(): void {
    const { connection, body } = this;
    connection.sendHead(this.head, this.neverIndexed);
    if (body !== undefined) connection.sendBody(body, 0, body.length, false);
    connection.endRequest(false, "");
  }

  upgraded(): void {
    this.abort("failed");
  }

  ended(): void {
    this.end("completed");
  }

  failed(): void {
    this.end("failed");
  }

  timerExpired(): void {
    this.abort("failed");
  }

  informed(): void {}
  answered(): void {}
  bodyBytes(): void {}
  paused(): void {}
  writable(): void {}
  closed(): void {}

  private abort(outcome: Outcome): void {
    this.connection.drop();
    this.end(outcome);
  }

  private end(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    this.timer.end();
    this.onEnd();
    this.lease.release(outcome);
  }
}
