import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Instance, Lease, Outcome, OutgoingRequest, PickContext, RetryPlan, ServiceRuntime } from "../../engine";
import { messageOf } from "../../errors";
import { Attempt, type AttemptFailure, type AttemptListener } from "./attempt";
import type { RequestBody } from "./request-body";
import type { UpstreamPool } from "./upstream-pool";

/** Methods that may be sent twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** A request on its way to a service. */
export interface ForwardedRequest {
  readonly method: string;
  readonly outgoing: OutgoingRequest;
  readonly connectionFields: readonly string[];
  readonly body: RequestBody | undefined;
  /** Milliseconds for one try; 0 is no limit. */
  readonly backendTimeout: number;
  readonly retry: RetryPlan;
  /** What the choice of an instance depends on. */
  readonly client: Omit<PickContext, "tried">;
}

/** Told how it went. One of `answered`, `upgraded` and `exhausted` is called, unless it is cancelled before. */
export interface ForwardingListener {
  answered(attempt: Attempt, response: IncomingMessage): void;
  upgraded(attempt: Attempt, response: IncomingMessage, socket: Socket, head: Buffer): void;
  informed(status: number, fields: readonly string[]): void;
  exhausted(status: number, reason: string): void;
}

/**
 * Sends a request to a service: tries its instances until one answers.
 *
 * Where no connection could be made, nothing was sent, and each other instance is tried without counting. A request
 * that was sent, whole or in part, is repeated only where its method is idempotent and its body is at hand.
 */
export class Forwarding implements AttemptListener, PickContext {
  readonly sourceAddress: string;
  readonly secure: boolean;
  readonly tried: Instance[] = [];
  tries = 0;
  private retries = 0;
  private staleSeen = false;
  private attempt: Attempt | undefined;
  private backoffTimer: NodeJS.Timeout | undefined;
  private readonly started = performance.now();

  constructor(
    private readonly service: ServiceRuntime,
    private readonly request: ForwardedRequest,
    private readonly pool: UpstreamPool,
    private readonly listener: ForwardingListener,
  ) {
    this.sourceAddress = request.client.sourceAddress;
    this.secure = request.client.secure === true;
  }

  attribute(...parameters: Parameters<NonNullable<PickContext["attribute"]>>): string | undefined {
    return this.request.client.attribute?.(...parameters);
  }

  start(): void {
    const lease = this.service.acquire(this);
    if (lease === undefined) {
      this.listener.exhausted(503, `no instance of ${this.service.name} can be used`);
    } else {
      this.try(lease);
    }
  }

  cancel(outcome: Outcome): void {
    clearTimeout(this.backoffTimer);
    this.attempt?.cancel(outcome);
  }

  /** The instance that answers, or is waited for. */
  get instance(): Instance | undefined {
    return this.attempt?.instance;
  }

  answered(attempt: Attempt, response: IncomingMessage): void {
    const { retry } = this.request;
    if (retry.codes.has(response.statusCode ?? 0) && this.retries < retry.attempts && this.repeatable) {
      attempt.cancel("failed");
      this.tried.push(attempt.instance);
      this.repeat();
      return;
    }
    this.listener.answered(attempt, response);
  }

  upgraded(...parameters: Parameters<ForwardingListener["upgraded"]>): void {
    this.listener.upgraded(...parameters);
  }

  informed(status: number, fields: readonly string[]): void {
    this.listener.informed(status, fields);
  }

  failed(attempt: Attempt, failure: AttemptFailure): void {
    if (failure.kind === "stale" && !this.staleSeen && this.repeatable) {
      this.staleSeen = true;
      this.next();
      return;
    }
    this.tried.push(attempt.instance);
    if (failure.kind === "unreachable" && this.hop()) return;
    if ((failure.kind === "unreachable" || this.repeatable) && this.retries < this.request.retry.attempts) {
      this.repeat();
      return;
    }
    this.attempt = undefined;
    this.listener.exhausted(STATUS[failure.kind], `${attempt.instance.id}: ${failure.reason}`);
  }

  /** Whether a request that was sent may be sent again. */
  private get repeatable(): boolean {
    const { method, body } = this.request;
    return IDEMPOTENT.has(method) && body?.replayable !== false;
  }

  /** Goes to an instance that was not tried yet, if there is one and time for it. */
  private hop(): boolean {
    if (performance.now() - this.started > this.pool.limits.connectTotal) return false;
    const lease = this.service.acquire(this);
    if (lease === undefined) return false;
    if (this.tried.includes(lease.instance)) {
      lease.release("abandoned");
      return false;
    }
    this.try(lease);
    return true;
  }

  private repeat(): void {
    const pause = this.request.retry.backoff * 2 ** this.retries;
    this.retries += 1;
    this.attempt = undefined;
    this.backoffTimer = setTimeout(() => this.next(), pause);
  }

  private next(): void {
    const lease = this.service.acquire(this);
    if (lease === undefined) this.listener.exhausted(503, `no instance of ${this.service.name} can be used any more`);
    else this.try(lease);
  }

  private try(lease: Lease): void {
    this.tries += 1;
    const { method, outgoing, connectionFields, body, backendTimeout } = this.request;
    try {
      this.attempt = new Attempt(
        lease,
        this.pool,
        { method, outgoing, connectionFields, body, timeout: backendTimeout, fresh: this.staleSeen },
        this,
      );
    } catch (error) {
      // A field or path that a filter has made cannot be sent.
      lease.release("abandoned");
      this.listener.exhausted(500, messageOf(error));
    }
  }
}

const STATUS: Readonly<Record<AttemptFailure["kind"], number>> = {
  unreachable: 503,
  stale: 502,
  broken: 502,
  timeout: 504,
};
