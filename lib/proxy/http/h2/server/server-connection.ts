import type { Socket } from "node:net";
import type { Timer, TimerOwner } from "../../../time";
import { ConnectionOrigin, type Handshake } from "../../h1/connection-origin";
import type { EngineParts } from "../../h1/engine-context";
import type { Receiver } from "../../h1/lent-reads";
import { requestRecord } from "../../h1/request-record";
import { LeakyBucket } from "../connection/leaky-bucket";
import { MessageConnection } from "../connection/message-connection";
import type { MessageStream } from "../connection/message-stream";
import { MOST_HEADS } from "../field-text";
import { TrailerFields } from "../trailer-fields";
import { COMPRESSION_ERROR, ENHANCE_YOUR_CALM, NO_ERROR, PROTOCOL_ERROR, REFUSED_STREAM } from "../wire/error-code";
import { LAST_STREAM, PREFACE } from "../wire/frame";
import {
  ENABLE_CONNECT_PROTOCOL,
  INITIAL_WINDOW_SIZE,
  MAX_CONCURRENT_STREAMS,
  MAX_HEADER_LIST_SIZE,
  Settings,
} from "../wire/settings";
import { CONNECTION_WINDOW, WindowGrowth } from "./connection-window";
import type { RequestFields } from "./request-fields";
import { type ClientCarrier, RequestStream } from "./request-stream";
import { REQUEST_WINDOW, RequestWindows } from "./request-windows";

/** Requests that are reset, refused or malformed: so many at once, and so many a second. */
const RESETS = 1000;
const RESETS_RATE = 33;

/** Streams of one connection that go on before others have their turn. */
const STREAMS_AT_ONCE = 16;

/** A client's connection of HTTP/2: its requests are served side by side. */
export class ServerConnection extends MessageConnection<RequestStream> implements TimerOwner, ClientCarrier {
  readonly origin: ConnectionOrigin;
  readonly windows = new RequestWindows();

  private readonly growth: WindowGrowth;
  private readonly timer: Timer;
  private readonly resets = new LeakyBucket(RESETS, RESETS_RATE);
  /** Of the preface, how much has come. */
  private prefaceRead = 0;
  private lastStream = 0;
  /** Requests that were malformed, and why the first of them was. */
  private malformed = 0;
  private firstMalformed: string | undefined;
  /** It ends after the requests under way. */
  private ending = false;
  private announced = false;
  /** Streams that go on once all that came was read. */
  private waking: RequestStream[] = [];
  /** They do so in the loop's next turn. */
  private yielding = false;

  constructor(
    socket: Socket,
    readonly engine: EngineParts,
    handshake: Handshake,
    /** What reads the fields of requests, at one go: one does for all connections. */
    private readonly fields: RequestFields,
    private readonly onClose: () => void,
  ) {
    const { limits } = engine;
    super(socket, new Settings(false), CONNECTION_WINDOW, MOST_HEADS * limits.head);
    this.growth = new WindowGrowth(limits.streams);
    this.origin = new ConnectionOrigin(socket, handshake, engine.plan.policy);
    this.timer = engine.wheel.create(this);
    this.timer.set(performance.now() + limits.headTime);
    socket.on("end", () => this.clientEnded());
    // An alert of TLS alone would leave it open.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.closed());
    this.greet({
      [MAX_CONCURRENT_STREAMS]: limits.streams,
      [INITIAL_WINDOW_SIZE]: REQUEST_WINDOW,
      [MAX_HEADER_LIST_SIZE]: MOST_HEADS * limits.head,
      [ENABLE_CONNECT_PROTOCOL]: 1,
    });
    this.over = this.origin.gone;
    if (this.over) socket.destroy();
  }

  /** Takes what is read of the connection. */
  readonly receive: Receiver = (buffer, length) => {
    if (this.over) return;
    const start = this.prefaceRead === PREFACE.length ? 0 : this.readPreface(buffer, length);
    this.read(buffer, start, length);
    if (this.waking.length > 0 && !this.yielding) this.wakeSome();
  };

  override release(length: number): void {
    super.release(length - this.growth.shrink(length, this.receiveWindow));
  }

  protected override narrowed(): void {
    const more = this.growth.grow(this.receiveWindow);
    if (more > 0) this.widenOwn(more);
  }

  /** Says that the connection ends soon; what the client begins before it knows is served. */
  announceEnd(): void {
    if (this.announced) return;
    this.announced = true;
    this.goaway(LAST_STREAM, NO_ERROR);
  }

  /** Ends the connection after the requests under way. */
  end(): void {
    if (!this.ending) {
      this.ending = true;
      this.goaway(this.lastStream, NO_ERROR);
    }
    if (this.streams.size === 0) this.finishWithin(this.engine.limits.linger);
  }

  fault(stream: MessageStream, code: number, reason: string): void {
    this.streamFault(stream, code, reason);
  }

  wakes(stream: RequestStream): void {
    this.waking.push(stream);
  }

  timerExpired(): void {
    if (this.over || this.ending || this.stuck) this.socket.destroy();
    else this.end();
  }

  protected isIdle(stream: number): boolean {
    // None of even numbers is ever opened: the proxy pushes nothing.
    return stream % 2 === 0 || stream > this.lastStream;
  }

  protected get lastServed(): number {
    return this.lastStream;
  }

  protected fieldsReceived(id: number, endStream: boolean, block: Buffer, start: number, end: number): void {
    const stream = this.streams.get(id);
    if (stream !== undefined) this.trailersReceived(stream, endStream, block, start, end);
    else if (id > this.lastStream && id % 2 === 1) this.begin(id, endStream, block, start, end);
    else if (this.decode(block, start, end, this.ignored)) this.late(id, undefined);
  }

  protected settingsReceived(): void {}

  protected goawayReceived(): void {
    this.end();
  }

  protected pingAnswered(): void {}

  protected streamGone(): void {
    if (this.streams.size > 0 || this.over) return;
    if (this.ending) this.finishWithin(this.engine.limits.linger);
    else this.timer.set(performance.now() + this.engine.limits.keepAlive);
  }

  protected disrupted(): void {
    if (this.resets.add()) this.fail(ENHANCE_YOUR_CALM, "too many requests come to nothing");
  }

  protected failed(_code: number, reason: string): void {
    this.record(`the connection was ended: ${reason}`);
    this.timer.set(performance.now() + this.engine.limits.linger);
  }

  protected stuckChanged(stuck: boolean): void {
    if (stuck) this.timer.set(performance.now() + this.engine.limits.clientIdle);
    else if (this.streams.size > 0) this.timer.clear();
  }

  /** One read may bring very many requests that are answered at once: others have their turn in between. */
  private wakeSome(): void {
    for (const stream of this.waking.splice(0, STREAMS_AT_ONCE)) stream.wake();
    this.yielding = this.waking.length > 0;
    if (this.yielding) setImmediate(() => this.wakeSome());
  }

  /** Notes what is no request. */
  private record(reason: string): void {
    const { engine, origin } = this;
    const end = { sourceAddress: origin.peerAddress, status: 400, reason, milliseconds: 0 };
    engine.observer.requestEnded(requestRecord(engine.listener, end));
  }

  private finishWithin(time: number): void {
    this.finish();
    this.timer.set(performance.now() + time);
  }

  /** @returns where the first frame begins */
  private readPreface(buffer: Buffer, length: number): number {
    const stop = Math.min(length, PREFACE.length - this.prefaceRead);
    if (buffer.compare(PREFACE, this.prefaceRead, this.prefaceRead + stop, 0, stop) !== 0) {
      this.fail(PROTOCOL_ERROR, "the connection does not begin as one of HTTP/2");
      return length;
    }
    this.prefaceRead += stop;
    return stop;
  }

  private begin(id: number, endStream: boolean, block: Buffer, start: number, end: number): void {
    const { engine, fields: request } = this;
    if (id > this.lastStream + 2) this.closedStreams.skipped(this.lastStream + 2, id - 2);
    this.lastStream = id;
    if (this.ending || this.streams.size >= engine.limits.streams) {
      if (this.decode(block, start, end, this.ignored)) this.refuse(id, endStream, REFUSED_STREAM);
      return;
    }
    const message = engine.parsers.take();
    request.begin(message, engine.limits);
    const decoded = this.decode(block, start, end, request.take);
    const malformed = decoded ? request.end(endStream) : undefined;
    if (!decoded || malformed !== undefined) {
      engine.parsers.giveBack(message);
      if (malformed !== undefined) {
        this.malformed += 1;
        this.firstMalformed ??= malformed;
        this.refuse(id, endStream, PROTOCOL_ERROR);
      }
      return;
    }
    this.relieve();
    this.timer.clear();
    const stream = new RequestStream(this, id, message, request);
    this.streams.set(id, stream);
    if (endStream) stream.endAtOnce();
    if (request.fault !== undefined) stream.refuse(request.fault);
    else this.wakes(stream);
    if (engine.lastResponses) this.end();
  }

  private trailersReceived(stream: RequestStream, endStream: boolean, block: Buffer, start: number, end: number): void {
    // They may have to wait, and are rare enough for a reader of their own.
    const trailers = new TrailerFields();
    trailers.begin(this.engine.limits.fieldCount);
    if (!this.decode(block, start, end, trailers.take)) return;
    const message = trailers.end();
    if (stream.remoteEnded) {
      this.late(stream.id, stream);
    } else if (!endStream || message === undefined) {
      this.fault(stream, PROTOCOL_ERROR, "the trailers are malformed");
    } else {
      stream.trailersReceived(message);
      this.endRemote(stream);
    }
  }

  private decode(block: Buffer, start: number, end: number, take: RequestFields["take"]): boolean {
    const fault = this.decoder.decode(block, start, end, take);
    if (fault !== undefined) this.fail(COMPRESSION_ERROR, fault);
    return fault === undefined;
  }

  private readonly ignored = (): void => {};

  /** The client sends nothing more: it is served what it has asked for in full. */
  private clientEnded(): void {
    if (this.over) return;
    this.end();
    for (const stream of [...this.streams.values()]) stream.connectionEnded();
  }

  private closed(): void {
    this.timer.end();
    this.gone("the client went away", NO_ERROR);
    this.growth.end();
    // One line for all of them: what costs a client a few bytes must not fill the log.
    const { malformed, firstMalformed } = this;
    if (malformed > 0) this.record(`${malformed} malformed requests on a connection, the first for ${firstMalformed}`);
    this.onClose();
  }
}
