import { type ClientRequest, type IncomingMessage, request as send } from "node:http";
import type { Socket } from "node:net";
import type { Instance, Lease, Outcome, OutgoingRequest } from "../../engine";
import type { RequestBody } from "./request-body";
import type { UpstreamPool } from "./upstream-pool";

/** Why a try came to nothing. */
export interface AttemptFailure {
  /**
   * - `unreachable`: no connection was made, so nothing was sent.
   * - `stale`: a connection kept from before was closed by the instance before it answered anything.
   * - `broken`: the connection broke, or what came is not valid HTTP.
   * - `timeout`: no response within the time for one try.
   */
  readonly kind: "unreachable" | "stale" | "broken" | "timeout";
  readonly reason: string;
}

/** Told what becomes of a try. Exactly one of `failed`, `answered` and `upgraded` is called, and none once cancelled. */
export interface AttemptListener {
  failed(attempt: Attempt, failure: AttemptFailure): void;
  answered(attempt: Attempt, response: IncomingMessage): void;
  upgraded(attempt: Attempt, response: IncomingMessage, socket: Socket, head: Buffer): void;
  /** 100 (Continue) or 103 (Early Hints). */
  informed(status: number, fields: readonly string[]): void;
}

/** What is sent, beside the body. */
export interface AttemptRequest {
  readonly method: string;
  readonly outgoing: OutgoingRequest;
  /** Framing and connection fields, names and values in turn. */
  readonly connectionFields: readonly string[];
  /** `undefined` where the request has none. */
  readonly body: RequestBody | undefined;
  /** Milliseconds up to the response's head; 0 is no limit. */
  readonly timeout: number;
  /** Whether a new connection must be made, which is not kept. */
  readonly fresh: boolean;
}

/** One try at one instance. It owns the lease. */
export class Attempt {
  readonly instance: Instance;
  private readonly upstream: ClientRequest;
  private state: "waiting" | "answered" | "over" = "waiting";
  private connected = false;
  private connectTimer: NodeJS.Timeout | undefined;
  private headTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly lease: Lease,
    private readonly pool: UpstreamPool,
    private readonly request: AttemptRequest,
    private readonly listener: AttemptListener,
  ) {
    const { instance } = lease;
    const { method, outgoing, connectionFields, body, timeout, fresh } = request;
    this.instance = instance;
    lease.onRevoked = () => this.fail({ kind: "broken", reason: "the instance was taken away" });
    this.upstream = send({
      host: instance.address,
      port: instance.port,
      method,
      path: outgoing.path,
      headers: ["Host", outgoing.host, ...outgoing.fields, ...connectionFields],
      agent: fresh ? false : pool.agentFor(instance),
      joinDuplicateHeaders: true,
    });
    this.upstream.on("socket", (socket) => this.assigned(socket));
    this.upstream.on("error", (error) => this.fail(this.describe(error)));
    this.upstream.on("response", (response) => this.answer(response));
    this.upstream.on("upgrade", (response, socket, head) => this.upgrade(response, socket as Socket, head));
    this.upstream.on("information", ({ statusCode, rawHeaders }) => listener.informed(statusCode, rawHeaders));
    if (timeout > 0) {
      const reason = `no response within ${timeout} ms`;
      this.headTimer = setTimeout(() => this.fail({ kind: "timeout", reason }), Math.min(timeout, 0x7fff_ffff));
    }
    if (body === undefined) this.upstream.end();
  }

  get affinityCookie(): string | undefined {
    return this.lease.affinityCookie;
  }

  /** The response has been taken in full, or the upgraded connection has ended. */
  complete(outcome: Outcome): void {
    if (this.state === "over") return;
    // A connection on which the request is still being sent must not carry another one.
    if (this.request.body?.delivered === false) this.upstream.destroy();
    this.settle(outcome);
  }

  /** Drops the connection. */
  cancel(outcome: Outcome): void {
    if (this.state === "over") return;
    this.settle(outcome);
    this.upstream.destroy();
  }

  /** Called instead of {@link AttemptListener.failed} once the response is being passed on. */
  onCut: ((reason: string) => void) | undefined;

  private assigned(socket: Socket): void {
    if (!socket.connecting) {
      this.connect();
      return;
    }
    const { connect } = this.pool.limits;
    const reason = `no connection within ${connect} ms`;
    this.connectTimer = setTimeout(() => this.fail({ kind: "unreachable", reason }), connect);
    socket.once("connect", () => this.connect());
  }

  private connect(): void {
    clearTimeout(this.connectTimer);
    if (this.state !== "waiting") return;
    this.connected = true;
    const { body } = this.request;
    if (body === undefined) return;
    body.sendTo(this.upstream);
    // The head leaves with the first bytes of the body where they are at hand, and by itself where they are not.
    setImmediate(() => {
      if (!body.begun && this.state === "waiting") this.upstream.flushHeaders();
    });
  }

  private answer(response: IncomingMessage): void {
    if (this.state !== "waiting") {
      response.destroy();
      return;
    }
    this.state = "answered";
    clearTimeout(this.headTimer);
    response.on("error", (error) => this.fail({ kind: "broken", reason: error.message }));
    response.on("close", () => {
      if (!response.complete) this.fail({ kind: "broken", reason: "the connection was closed within the response" });
    });
    this.listener.answered(this, response);
  }

  private upgrade(response: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.state !== "waiting") {
      socket.destroy();
      return;
    }
    this.state = "answered";
    clearTimeout(this.headTimer);
    this.listener.upgraded(this, response, socket, head);
  }

  private describe(error: NodeJS.ErrnoException): AttemptFailure {
    if (!this.connected) return { kind: "unreachable", reason: error.message };
    const closed = error.code === "ECONNRESET" || error.code === "EPIPE";
    if (closed && this.upstream.reusedSocket) return { kind: "stale", reason: "a kept connection was closed" };
    return { kind: "broken", reason: error.message };
  }

  private fail(failure: AttemptFailure): void {
    if (this.state === "over") return;
    const { state } = this;
    if (state === "waiting") this.request.body?.detach();
    this.cancel(failure.kind === "stale" ? "abandoned" : failure.kind === "unreachable" ? "unreachable" : "failed");
    if (state === "waiting") this.listener.failed(this, failure);
    else this.onCut?.(`${this.instance.id}: ${failure.reason}`);
  }

  private settle(outcome: Outcome): void {
    this.state = "over";
    clearTimeout(this.connectTimer);
    clearTimeout(this.headTimer);
    this.lease.release(outcome);
  }
}
