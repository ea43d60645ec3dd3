import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Instance } from "../../../engine";
import type { Timer, TimerWheel } from "../../../time";
import { http2Problem, mayUseHttp2, NO_HTTP2, upstreamOptions } from "../../../tls";
import { readBuffer } from "../../h1/read-buffer";
import type { ConnectionKeeper } from "../../h1/upstream/upstream-connection";
import type { HttpLimits } from "../../limits";
import { LeakyBucket } from "../connection/leaky-bucket";
import { MessageConnection } from "../connection/message-connection";
import type { MessageStream } from "../connection/message-stream";
import { MOST_HEADS } from "../field-text";
import type { FieldTaker } from "../hpack";
import { TrailerFields } from "../trailer-fields";
import { COMPRESSION_ERROR, NO_ERROR, PROTOCOL_ERROR, REFUSED_STREAM } from "../wire/error-code";
import { LAST_STREAM, PREFACE } from "../wire/frame";
import { ENABLE_PUSH, INITIAL_WINDOW_SIZE, MAX_HEADER_LIST_SIZE, Settings } from "../wire/settings";
import { encodeRequest } from "./request-block";
import { ResponseFields } from "./response-fields";
import { type InstanceCarrier, RESPONSE_WINDOW, ServiceStream } from "./service-stream";

/** Bytes that an instance may send before they are read, on all streams together. */
const CONNECTION_WINDOW = 1024 * 1024;
/**
 * Requests that are given up on one connection: so many at once, and so many a second. An instance that counts them
 * closes the connection sooner or later, with the requests of all clients on it: one that is used no more is closed by
 * nobody.
 */
const RESETS = 16;
const RESETS_RATE = 2;
/** Requests that wait for an instance to say how many it takes at one time: the least that RFC 9113 advises it to take. */
const FIRST_STREAMS = 100;

/** Told what becomes of a connection. */
export interface ServiceConnectionOwner {
  /** It may take more requests at one time. */
  roomMade(): void;
  /** It takes no more requests. */
  unusable(): void;
}

/** One connection to an instance, for all requests that there are at one time. */
export class ServiceConnection extends MessageConnection<ServiceStream> implements InstanceCarrier {
  /** The instance has said how it takes requests: they can be sent. */
  connected = false;
  served = false;

  private readonly scheme: "http" | "https";
  private readonly response: ResponseFields;
  private readonly trailers = new TrailerFields();
  /** Those that wait until the connection stands. */
  private readonly waitingStreams = new Set<ServiceStream>();
  private readonly watch: NodeJS.Timeout;
  private readonly connecting: NodeJS.Timeout;
  private readonly resets = new LeakyBucket(RESETS, RESETS_RATE);
  private nextStream = 1;
  private retired = false;
  private usedOfLate = true;
  private unanswered = false;
  private problem: string | undefined;
  private told: ServiceStream[] = [];

  constructor(
    readonly instance: Instance,
    private readonly limits: HttpLimits,
    private readonly wheel: TimerWheel,
    private readonly owner: ServiceConnectionOwner,
  ) {
    const receive = (buffer: Buffer, length: number): void => this.received(buffer, length);
    super(
      socketTo(instance, () => this.made(), receive),
      new Settings(true),
      CONNECTION_WINDOW,
      MOST_HEADS * limits.head,
    );
    this.scheme = instance.tls === undefined ? "http" : "https";
    this.response = new ResponseFields(limits);
    const { socket } = this;
    socket.on("error", (error) => {
      this.problem ??= http2Problem(error).message;
      // An alert of TLS alone would leave it open.
      socket.destroy();
    });
    socket.on("end", () => this.close());
    socket.on("close", () => this.closed());
    const time = this.connectTime;
    this.connecting = setTimeout(() => this.abandon(`no connection within ${time} ms`), time);
    this.watch = setInterval(() => this.look(), limits.ping);
    this.watch.unref();
  }

  private get connectTime(): number {
    return this.instance.limits?.connect ?? this.limits.connect;
  }

  /** Whether there may be one more request at this time. */
  get hasRoom(): boolean {
    const most = this.connected ? this.peer.maxConcurrentStreams : FIRST_STREAMS;
    return this.streams.size + this.waitingStreams.size < most;
  }

  /** A request that can be sent once the connection stands. */
  begin(keeper: ConnectionKeeper): ServiceStream {
    const stream = new ServiceStream(this, keeper, this.connectTime);
    this.usedOfLate = true;
    if (!this.connected) this.waitingStreams.add(stream);
    return stream;
  }

  request(stream: ServiceStream, head: string, neverIndexed: ReadonlySet<string> | undefined): boolean {
    if (this.over || this.retired || this.nextStream > LAST_STREAM || stream.closed) return false;
    encodeRequest(this.encoder, head, this.scheme, neverIndexed);
    stream.id = this.nextStream;
    stream.sendWindow = this.peer.initialWindowSize;
    this.nextStream += 2;
    this.usedOfLate = true;
    this.streams.set(stream.id, stream);
    stream.sendFields(false);
    this.relieve();
    if (this.nextStream > LAST_STREAM) this.retire();
    return true;
  }

  forget(stream: ServiceStream): void {
    this.waitingStreams.delete(stream);
    this.closeIfIdle();
  }

  override reset(stream: MessageStream, code: number): void {
    if (stream.id === 0) stream.detach();
    if (stream.closed) return;
    super.reset(stream, code);
    if (this.resets.add()) this.retire();
  }

  fault(stream: MessageStream, code: number, reason: string): void {
    this.streamFault(stream, code, reason);
  }

  tells(stream: ServiceStream): void {
    if (stream.unpaused) return;
    stream.unpaused = true;
    this.told.push(stream);
  }

  createTimer(stream: ServiceStream): Timer {
    return this.wheel.create(stream);
  }

  /** Ends the connection after the requests under way. */
  retire(): void {
    if (this.retired) return;
    this.withdraw();
    this.closeIfIdle();
  }

  protected isIdle(stream: number): boolean {
    // None of even numbers is ever opened: pushes are not taken.
    return stream % 2 === 0 || stream >= this.nextStream;
  }

  protected get lastServed(): number {
    return 0;
  }

  protected fieldsReceived(id: number, endStream: boolean, block: Buffer, start: number, end: number): void {
    const stream = this.streams.get(id);
    if (stream === undefined || stream.remoteEnded) {
      if (this.decode(block, start, end, ignored)) this.late(id, stream);
    } else if (stream.hasHead) {
      this.trailersReceived(stream, endStream, block, start, end);
    } else {
      this.headReceived(stream, endStream, block, start, end);
    }
  }

  protected settingsReceived(): void {
    if (!this.connected) this.stands();
    this.owner.roomMade();
  }

  protected goawayReceived(lastStream: number): void {
    // What is under way ends here. What comes next goes elsewhere: also what is refused now, and sent once more at once.
    this.retire();
    for (const stream of [...this.streams.values()]) {
      if (stream.id <= lastStream) continue;
      this.remove(stream);
      stream.broken("", REFUSED_STREAM);
    }
  }

  protected pingAnswered(): void {
    this.unanswered = false;
  }

  protected streamGone(): void {
    this.served = true;
    this.closeIfIdle();
  }

  protected failed(_code: number, reason: string): void {
    this.problem ??= reason;
    this.retire();
    this.socket.destroySoon();
  }

  protected disrupted(): void {}

  protected stuckChanged(): void {}

  private received(buffer: Buffer, length: number): void {
    if (this.over) return;
    this.read(buffer, 0, length);
    if (this.told.length > 0) for (const stream of this.told.splice(0)) stream.paused();
  }

  private made(): void {
    if (!mayUseHttp2(this.socket)) {
      this.abandon(NO_HTTP2);
      return;
    }
    this.socket.write(PREFACE);
    this.greet({
      [ENABLE_PUSH]: 0,
      [INITIAL_WINDOW_SIZE]: RESPONSE_WINDOW,
      [MAX_HEADER_LIST_SIZE]: MOST_HEADS * this.limits.head,
    });
  }

  /** It is known how many requests may be sent: those beyond it queue for their turn, before any of their bodies is read. */
  private stands(): void {
    clearTimeout(this.connecting);
    this.connected = true;
    for (const stream of [...this.waitingStreams]) {
      if (!this.waitingStreams.delete(stream)) continue;
      const takesMore = !this.retired && this.streams.size < this.peer.maxConcurrentStreams;
      if (takesMore) stream.connectionMade();
      else stream.turnedAway();
    }
  }

  private headReceived(stream: ServiceStream, endStream: boolean, block: Buffer, start: number, end: number): void {
    const { response } = this;
    response.begin();
    if (!this.decode(block, start, end, response.take)) return;
    const problem = response.end() ?? stream.headReceived(response, endStream);
    if (problem !== undefined) this.fault(stream, PROTOCOL_ERROR, problem);
    else if (endStream && !stream.closed) this.endRemote(stream);
  }

  private trailersReceived(stream: ServiceStream, endStream: boolean, block: Buffer, start: number, end: number): void {
    const { trailers } = this;
    trailers.begin(this.limits.fieldCount);
    if (!this.decode(block, start, end, trailers.take)) return;
    const message = trailers.end();
    if (!endStream || message === undefined) {
      this.fault(stream, PROTOCOL_ERROR, "the trailers are malformed");
    } else {
      stream.trailersReceived(message);
      this.endRemote(stream);
    }
  }

  private decode(block: Buffer, start: number, end: number, take: FieldTaker): boolean {
    const fault = this.decoder.decode(block, start, end, take);
    if (fault !== undefined) this.fail(COMPRESSION_ERROR, fault);
    return fault === undefined;
  }

  /** A connection that nobody uses is closed; one that does not answer any more must not keep its requests. */
  private look(): void {
    // What was to end by itself had its time.
    if (this.unanswered || this.over) {
      this.abandon(`no sign of life within ${this.limits.ping} ms`);
      return;
    }
    if (this.streams.size === 0 && this.waitingStreams.size === 0 && !this.usedOfLate) {
      this.retire();
      return;
    }
    this.usedOfLate = false;
    if (!this.connected) return;
    this.ping();
    this.unanswered = true;
  }

  private closeIfIdle(): void {
    if (this.retired && this.streams.size === 0 && this.waitingStreams.size === 0) this.close();
  }

  private close(): void {
    if (this.over || this.socket.destroyed) return;
    this.withdraw();
    if (!this.connected) {
      this.socket.destroy();
      return;
    }
    this.goaway(0, NO_ERROR);
    this.finish();
    this.socket.destroySoon();
  }

  /** It is of no use any more. */
  private abandon(reason: string): void {
    this.withdraw();
    this.problem ??= reason;
    this.socket.destroy();
  }

  /** Nothing new is sent on it. */
  private withdraw(): void {
    if (this.retired) return;
    this.retired = true;
    this.owner.unusable();
  }

  private closed(): void {
    clearTimeout(this.connecting);
    clearInterval(this.watch);
    this.withdraw();
    const reason = this.problem ?? "the connection was closed";
    this.gone(reason, NO_ERROR);
    for (const stream of [...this.waitingStreams]) stream.unreachable(reason);
  }
}

const ignored: FieldTaker = () => {};

function socketTo(
  { address: host, port, tls }: Instance,
  made: () => void,
  receive: (buffer: Buffer, length: number) => void,
): Socket {
  const callback = (length: number, buffer: Uint8Array): boolean => {
    receive(buffer as Buffer, length);
    return true;
  };
  const options = { host, port, noDelay: true, keepAlive: true, onread: { buffer: readBuffer, callback } };
  if (tls === undefined) return connect(options, made);
  return connectTls({ ...options, ...upstreamOptions(tls, host, "h2") }, made);
}
