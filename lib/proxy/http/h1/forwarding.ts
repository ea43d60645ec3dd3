import type { Instance, Lease, Outcome, PickContext, RetryPlan, ServiceRuntime } from "../../engine";
import type { Timer, TimerOwner } from "../../time";
import type { ResponseFraming } from "./response-head";
import type { RetryBudgets } from "./retry-budget";
import type { FailureKind, ResponseListener } from "./upstream/response-listener";
import type { UpstreamConnection } from "./upstream/upstream-connection";
import type { UpstreamPool, Waiter } from "./upstream/upstream-pool";
import type { HeadParser } from "./wire/head-parser";
import type { ResponseParser } from "./wire/response-parser";

/** Methods that may be sent twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const NONE: readonly Instance[] = [];

/** The request that is forwarded, and what becomes of it. */
export interface ForwardingClient extends Omit<PickContext, "tried"> {
  readonly method: string;
  /** Whether the body can be sent from its beginning: none of it was read, or all of that was kept. */
  readonly replayable: boolean;
  /** Whether the rest of the request has yet to come from the client. */
  readonly awaitsClient: boolean;
  /** A connection is there: head and body can be sent. */
  sendTo(connection: UpstreamConnection): void;
  /** The connection has failed: nothing more is sent until there is another. */
  stopSending(): void;
  /** The connection takes more. */
  sendMore(): void;
  informed(head: ResponseParser): void;
  answered(head: ResponseParser, framing: ResponseFraming): void;
  upgraded(head: ResponseParser): void;
  bodyBytes(buffer: Buffer, start: number, end: number): void;
  paused(): void;
  /** The response has ended as it should. */
  ended(trailers: HeadParser | undefined): void;
  /** The upgraded connection is closed. */
  closed(): void;
  /** No instance has answered. */
  exhausted(status: number, reason: string): void;
  /** The response broke off. */
  cut(reason: string): void;
}

/** What all requests share. */
export interface ForwardingContext {
  readonly pool: UpstreamPool;
  readonly budgets: RetryBudgets;
}

/** How a request is to be tried. */
interface ForwardingOptions {
  readonly backendTimeout: number;
  readonly retry: RetryPlan;
}

/**
 * Sends a request to a service: tries its instances until one answers.
 *
 * Where no connection could be made, nothing was sent, and each other instance is tried without counting. A request
 * that was sent, whole or in part, is repeated only where its method is idempotent and its body is at hand.
 */
export class Forwarding implements ResponseListener, PickContext, Waiter, TimerOwner {
  readonly sourceAddress: string;
  readonly secure: boolean;
  tried: readonly Instance[] = NONE;
  tries = 0;
  /** The instance that answers, or is waited for. */
  instance: Instance | undefined;
  connection: UpstreamConnection | undefined;

  private lease: Lease | undefined;
  private begun = false;
  private retries = 0;
  private staleSeen = false;
  private backoffTimer: NodeJS.Timeout | undefined;
  private queueTimer: Timer | undefined;

  constructor(
    private readonly client: ForwardingClient,
    private readonly service: ServiceRuntime,
    private readonly options: ForwardingOptions,
    private readonly context: ForwardingContext,
    /** When the request came, on the clock of `performance.now()`. */
    private readonly started: number,
  ) {
    this.sourceAddress = client.sourceAddress;
    this.secure = client.secure === true;
    if (options.retry.attempts > 0) context.budgets.of(service, started).deposit();
  }

  attribute(...parameters: Parameters<NonNullable<PickContext["attribute"]>>): string | undefined {
    return this.client.attribute?.(...parameters);
  }

  get affinityCookie(): string | undefined {
    return this.lease?.affinityCookie;
  }

  get awaitsClient(): boolean {
    return this.client.awaitsClient;
  }

  start(): void {
    const lease = this.service.acquire(this);
    if (lease === undefined) this.client.exhausted(503, `no instance of ${this.service.name} can be used`);
    else this.try(lease, this.started);
  }

  /** Drops the connection; nothing more is told. */
  cancel(outcome: Outcome): void {
    clearTimeout(this.backoffTimer);
    this.leaveQueue();
    this.connection?.drop();
    this.settle(outcome);
  }

  /** The response was taken in full, or the upgraded connection has ended. */
  complete(): void {
    this.settle("completed");
  }

  /** Its turn in the queue has come. */
  connectionFree(): void {
    const { instance } = this;
    this.leaveQueue();
    if (instance === undefined) return;
    const connection = this.context.pool.take(instance, false);
    if (connection === undefined) this.queue(instance, performance.now());
    else this.send(connection, performance.now());
  }

  /** It has waited for too long. */
  timerExpired(): void {
    const { instance } = this;
    this.leaveQueue();
    this.turnedAway(`${instance?.id}: no connection was free in time`);
  }

  connected(): void {
    if (this.connection !== undefined) this.client.sendTo(this.connection);
  }

  informed(head: ResponseParser): void {
    this.client.informed(head);
  }

  answered(head: ResponseParser, framing: ResponseFraming): void {
    const { retry } = this.options;
    if (retry.codes.has(head.status) && this.repeatable && this.mayRetry()) {
      this.cancel("failed");
      this.client.stopSending();
      this.avoid(this.instance);
      this.repeat();
      return;
    }
    this.begun = true;
    this.client.answered(head, framing);
  }

  upgraded(head: ResponseParser): void {
    this.begun = true;
    this.client.upgraded(head);
  }

  bodyBytes(buffer: Buffer, start: number, end: number): void {
    this.client.bodyBytes(buffer, start, end);
  }

  paused(): void {
    this.client.paused();
  }

  writable(): void {
    this.client.sendMore();
  }

  ended(trailers: HeadParser | undefined): void {
    this.client.ended(trailers);
  }

  closed(): void {
    this.client.closed();
  }

  failed(kind: FailureKind, reason: string): void {
    const { instance, begun } = this;
    this.settle(OUTCOME[kind]);
    if (begun) {
      this.client.cut(`${instance?.id}: ${reason}`);
      return;
    }
    this.client.stopSending();
    if (kind === "unsent" && this.client.replayable && this.mayConnect(performance.now())) {
      this.next();
      return;
    }
    const untouched = kind === "refused" ? this.client.replayable : kind === "stale" && this.repeatable;
    if (untouched && !this.staleSeen) {
      this.staleSeen = true;
      this.next();
      return;
    }
    this.avoid(instance);
    if (kind === "unreachable" && this.hop()) return;
    if ((kind === "unreachable" || this.repeatable) && this.mayRetry()) {
      this.repeat();
      return;
    }
    this.instance = undefined;
    this.client.exhausted(STATUS[kind], `${instance?.id}: ${reason}`);
  }

  /** Whether a request that was sent may be sent again. */
  private get repeatable(): boolean {
    return IDEMPOTENT.has(this.client.method) && this.client.replayable;
  }

  private mayRetry(): boolean {
    if (this.retries >= this.options.retry.attempts) return false;
    const now = performance.now();
    return this.context.budgets.of(this.service, now).spend(now);
  }

  private avoid(instance: Instance | undefined): void {
    if (instance !== undefined) this.tried = [...this.tried, instance];
  }

  /** Goes to an instance that was not tried yet, if there is one and time for it. */
  private hop(): boolean {
    const now = performance.now();
    if (!this.mayConnect(now)) return false;
    const lease = this.service.acquire(this);
    if (lease === undefined) return false;
    if (this.tried.includes(lease.instance)) {
      lease.release("abandoned");
      return false;
    }
    this.try(lease, now);
    return true;
  }

  /** Whether there is time yet to look for a connection. */
  private mayConnect(now: number): boolean {
    return now - this.started <= this.context.pool.limits.connectTotal;
  }

  private repeat(): void {
    const pause = this.options.retry.backoff * 2 ** this.retries;
    this.retries += 1;
    this.instance = undefined;
    this.backoffTimer = setTimeout(() => this.next(), Math.min(pause, 0x7fff_ffff));
  }

  private next(): void {
    const lease = this.service.acquire(this);
    if (lease === undefined) this.client.exhausted(503, `no instance of ${this.service.name} can be used any more`);
    else this.try(lease, performance.now());
  }

  private try(lease: Lease, now: number): void {
    this.tries += 1;
    this.lease = lease;
    this.instance = lease.instance;
    lease.onRevoked = () => this.revoked();
    const connection = this.context.pool.take(lease.instance, this.staleSeen);
    if (connection === undefined) this.queue(lease.instance, now);
    else this.send(connection, now);
  }

  private send(connection: UpstreamConnection, now: number): void {
    this.connection = connection;
    connection.use(this, this.client.method, now, this.options.backendTimeout);
    if (connection.isConnected) this.client.sendTo(connection);
  }

  /** The instance has as many connections as it may have: the request waits for its turn. */
  private queue(instance: Instance, now: number): void {
    const { pool } = this.context;
    if (!pool.wait(instance, this)) {
      this.turnedAway(`${instance.id}: too many requests wait for it`);
      return;
    }
    this.queueTimer = pool.wheel.create(this);
    this.queueTimer.set(now + pool.queueTime(instance));
  }

  private turnedAway(reason: string): void {
    this.settle("abandoned");
    this.client.exhausted(503, reason);
  }

  private leaveQueue(): void {
    const { instance, queueTimer } = this;
    if (queueTimer === undefined) return;
    this.queueTimer = undefined;
    queueTimer.end();
    if (instance !== undefined) this.context.pool.stopWaiting(instance, this);
  }

  private revoked(): void {
    this.leaveQueue();
    this.connection?.drop();
    this.failed("broken", "the instance was taken away");
  }

  private settle(outcome: Outcome): void {
    const { lease } = this;
    this.lease = undefined;
    this.connection = undefined;
    lease?.release(outcome);
  }
}

/** What is known of an instance by it. */
const OUTCOME: Readonly<Record<FailureKind, Outcome>> = {
  unreachable: "unreachable",
  unsent: "abandoned",
  stale: "abandoned",
  refused: "abandoned",
  broken: "failed",
  timeout: "failed",
};

const STATUS: Readonly<Record<FailureKind, number>> = {
  unreachable: 503,
  unsent: 503,
  stale: 502,
  refused: 503,
  broken: 502,
  timeout: 504,
};
