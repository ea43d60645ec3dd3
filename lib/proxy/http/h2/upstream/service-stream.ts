import type { Instance } from "../../../engine";
import { messageOf } from "../../../errors";
import type { Timer, TimerOwner } from "../../../time";
import { RequestDeadline } from "../../h1/upstream/request-deadline";
import type { FailureKind, ResponseListener } from "../../h1/upstream/response-listener";
import type { ConnectionKeeper, UpstreamConnection } from "../../h1/upstream/upstream-connection";
import type { HeadParser } from "../../h1/wire/head-parser";
import { MessageStream, type StreamCarrier } from "../connection/message-stream";
import type { HpackEncoder } from "../hpack";
import { TrailerBlock } from "../trailer-block";
import { CANCEL, NO_ERROR, PROTOCOL_ERROR, REFUSED_STREAM } from "../wire/error-code";
import { type ResponseFields, UNSIZED } from "./response-fields";

/** Bytes that an instance may send of a response before they are taken. */
export const RESPONSE_WINDOW = 128 * 1024;

const REFUSED = "it takes no more requests on this connection";

/** The connection to an instance, as its streams see it. */
export interface InstanceCarrier extends StreamCarrier {
  readonly instance: Instance;
  readonly encoder: HpackEncoder;
  /** Whether requests can be sent. */
  readonly connected: boolean;
  /** Whether it has served others before. */
  readonly served: boolean;
  /** Sends a request's head. @returns false where no more requests are taken */
  request(stream: ServiceStream, head: string, neverIndexed: ReadonlySet<string> | undefined): boolean;
  reset(stream: MessageStream, code: number): void;
  remove(stream: MessageStream): void;
  fault(stream: MessageStream, code: number, reason: string): void;
  /** A stream will not be opened any more. */
  forget(stream: ServiceStream): void;
  /** Something was told that may wait for more: {@link ServiceStream.paused} is called once all that came was read. */
  tells(stream: ServiceStream): void;
  createTimer(stream: ServiceStream): Timer;
}

/** A request to an instance on a stream of its connection, and the response to it. */
export class ServiceStream extends MessageStream implements UpstreamConnection, TimerOwner {
  readonly instance: Instance;
  /** What was told waits for {@link paused}. */
  unpaused = false;

  private readonly timer: Timer;
  private readonly deadline: RequestDeadline;
  private readonly reused: boolean;
  private listener: ResponseListener | undefined;
  private method = "";
  private heard = false;
  private answered = false;
  private held = false;
  private owed = 0;
  private due = UNSIZED;
  private requestTrailers: TrailerBlock | undefined;
  private responseTrailers: HeadParser | undefined;
  private forgotten = false;

  constructor(
    private readonly carrier: InstanceCarrier,
    private readonly keeper: ConnectionKeeper,
    connectTime: number,
  ) {
    super(carrier, 0, RESPONSE_WINDOW);
    this.instance = carrier.instance;
    this.reused = carrier.served;
    this.timer = carrier.createTimer(this);
    this.deadline = new RequestDeadline(this.timer, connectTime);
  }

  get isConnected(): boolean {
    return this.carrier.connected;
  }

  use(listener: ResponseListener, method: string, now: number, timeout: number): void {
    this.listener = listener;
    this.method = method;
    this.deadline.begin(now, timeout, this.isConnected);
  }

  /** The connection stands: the request can be sent. */
  connectionMade(): void {
    this.deadline.connected();
    this.listener?.connected();
  }

  sendHead(head: string, neverIndexed: ReadonlySet<string> | undefined): void {
    try {
      if (this.carrier.request(this, head, neverIndexed)) return;
      this.notSent("unsent", REFUSED);
    } catch (error) {
      this.notSent("broken", messageOf(error));
    }
  }

  sendBody(buffer: Buffer, start: number, end: number): void {
    this.sendData(buffer, start, end);
  }

  endRequest(_chunked: boolean, trailers: string, neverIndexed?: ReadonlySet<string>): void {
    if (trailers !== "") this.requestTrailers = new TrailerBlock(trailers, neverIndexed);
    this.deadline.requestSent(this.answered);
    this.sendEnd();
  }

  /** What was written leaves by itself. */
  flush(): void {}

  drop(): void {
    this.listener = undefined;
    // First: the request that takes its place must not be one more than the instance allows.
    this.carrier.reset(this, CANCEL);
    this.forget();
  }

  dropSoon(): void {
    this.drop();
  }

  endSending(): void {
    this.sendEnd();
  }

  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    const { owed } = this;
    this.owed = 0;
    if (owed > 0) this.giveBackOwn(owed);
  }

  timerExpired(): void {
    const { isConnected, listener, bytesWritten } = this;
    const overdue = this.deadline.expired(isConnected, listener?.awaitsClient === true, bytesWritten);
    if (overdue !== undefined) this.fail(overdue.kind, overdue.reason);
  }

  /** A block of fields has come: a head. @returns what is wrong with it */
  headReceived(fields: ResponseFields, endStream: boolean): string | undefined {
    const { listener } = this;
    this.heard = true;
    if (listener === undefined) return undefined;
    const { message } = fields;
    if (message.status < 200) {
      if (endStream) return "the response has no final head";
      listener.informed(message);
      return undefined;
    }
    const framing = fields.framing(this.method);
    this.answered = true;
    this.due = framing.body === "none" ? 0 : fields.length;
    if (endStream && this.due > 0) return "the body is shorter than its length";
    this.deadline.answered();
    this.carrier.tells(this);
    listener.answered(message, framing);
    return undefined;
  }

  /** Whether a final head has come. */
  get hasHead(): boolean {
    return this.answered;
  }

  trailersReceived(trailers: HeadParser): void {
    this.responseTrailers = trailers;
  }

  received(buffer: Buffer, start: number, end: number): void {
    const length = end - start;
    this.bytesRead += length;
    // Others must not wait for what one does not take.
    this.carrier.release(length);
    if (!this.answered) {
      this.carrier.fault(this, PROTOCOL_ERROR, "the response has a body before its head");
      return;
    }
    if (this.due !== UNSIZED) {
      this.due -= length;
      if (this.due < 0) {
        this.carrier.fault(this, PROTOCOL_ERROR, "the body is longer than its length");
        return;
      }
    }
    this.carrier.tells(this);
    this.listener?.bodyBytes(buffer, start, end);
    if (this.held) this.owed += length;
    else this.giveBackOwn(length);
  }

  /** All that came at one time was told. */
  paused(): void {
    this.unpaused = false;
    this.listener?.paused();
  }

  ended(): void {
    if (!this.answered || this.due > 0) {
      const reason = this.answered ? "the body is shorter than its length" : "the response has no head";
      this.carrier.fault(this, PROTOCOL_ERROR, reason);
      return;
    }
    const { listener, responseTrailers } = this;
    this.listener = undefined;
    this.responseTrailers = undefined;
    if (this.localEnded) this.carrier.remove(this);
    else this.carrier.reset(this, CANCEL);
    this.forget();
    listener?.ended(responseTrailers);
  }

  broken(reason: string, code: number): void {
    if (code === REFUSED_STREAM) this.fail("refused", REFUSED);
    else if (this.reused && !this.heard && reason !== "" && code === NO_ERROR) this.fail("stale", reason);
    else this.fail("broken", reason === "" ? `the stream was closed with the code ${code}` : reason);
  }

  /** The connection stands, and has no room for one more. */
  turnedAway(): void {
    this.fail("unsent", REFUSED);
  }

  /** The connection has come to nothing. */
  unreachable(reason: string): void {
    this.fail("unreachable", reason);
  }

  protected drained(): void {
    this.listener?.writable();
  }

  protected encodeTrailers(): boolean {
    this.requestTrailers?.encode(this.carrier.encoder);
    return this.requestTrailers !== undefined;
  }

  /** As a socket tells of its end: not while it is being used. What follows the head belongs to no stream. */
  private notSent(kind: FailureKind, reason: string): void {
    this.detach();
    process.nextTick(() => this.fail(kind, reason));
  }

  private fail(kind: FailureKind, reason: string): void {
    const { listener } = this;
    this.drop();
    listener?.failed(kind, reason);
  }

  private forget(): void {
    if (this.forgotten) return;
    this.forgotten = true;
    this.timer.end();
    this.carrier.forget(this);
    this.keeper.closed(this);
  }
}
