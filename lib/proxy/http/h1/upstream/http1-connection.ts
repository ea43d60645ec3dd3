import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Instance } from "../../../engine";
import type { Timer, TimerOwner, TimerWheel } from "../../../time";
import { upstreamOptions } from "../../../tls";
import type { HttpLimits } from "../../limits";
import { readBuffer } from "../read-buffer";
import { readResponseFraming } from "../response-head";
import { SocketWriter } from "../socket-writer";
import { type BodySink, ChunkedDecoder } from "../wire/chunked-decoder";
import { ResponseParser } from "../wire/response-parser";
import { lookBeforeClosing } from "./last-look";
import { RequestDeadline } from "./request-deadline";
import type { FailureKind, ResponseListener } from "./response-listener";
import type { ConnectionKeeper, UpstreamConnection } from "./upstream-connection";

const CONNECTING = 0;
const SPARE = 1;
const HEAD = 2;
const SIZED_BODY = 3;
const CHUNKED_BODY = 4;
const BODY_TO_THE_END = 5;
const TUNNEL = 6;
const CLOSED = 7;

/** Told when a connection is free for another request, and when it is gone. */
export interface Http1Keeper extends ConnectionKeeper {
  becameSpare(connection: Http1Connection): void;
}

/** A connection of HTTP/1.1 to an instance, and the response that comes on it. */
export class Http1Connection implements UpstreamConnection, TimerOwner, BodySink {
  private readonly writer: SocketWriter;
  private readonly socket: Socket;
  private readonly parser: ResponseParser;
  private readonly timer: Timer;
  private readonly deadline: RequestDeadline;
  private decoder: ChunkedDecoder | undefined;
  private listener: ResponseListener | undefined;
  private state = CONNECTING;
  private remaining = 0;
  private persistent = false;
  private method = "";
  private used = false;
  private heard = false;
  private held = false;
  /** Nothing more can be sent. */
  private doomed = false;
  private problem: string | undefined;

  constructor(
    readonly instance: Instance,
    private readonly limits: HttpLimits,
    wheel: TimerWheel,
    private readonly keeper: Http1Keeper,
  ) {
    this.timer = wheel.create(this);
    this.deadline = new RequestDeadline(this.timer, instance.limits?.connect ?? limits.connect);
    this.parser = new ResponseParser(limits);
    this.socket = this.open();
    this.writer = new SocketWriter(this.socket);
    this.socket.on("drain", () => this.listener?.writable());
    this.socket.on("end", () => this.ended());
    this.socket.on("error", (error) => {
      this.problem = error.message;
      // An alert of TLS alone would leave it open.
      this.socket.destroy();
    });
    this.socket.on("close", () => this.gone());
  }

  private open(): Socket {
    const { address: host, port, tls } = this.instance;
    const onread = {
      buffer: readBuffer,
      callback: (length: number, buffer: Uint8Array) => this.received(buffer as Buffer, length),
    };
    const options = { host, port, noDelay: true, keepAlive: true, allowHalfOpen: true, onread };
    const connected = (): void => this.connected();
    const socket =
      tls === undefined
        ? connect(options, connected)
        : connectTls({ ...options, ...upstreamOptions(tls, host) }, connected);
    lookBeforeClosing(socket, () => this.outlivesFailedWrite());
    return socket;
  }

  get isConnected(): boolean {
    return this.state !== CONNECTING;
  }

  get isSpare(): boolean {
    return this.state === SPARE;
  }

  get congested(): boolean {
    return this.writer.congested;
  }

  get flushed(): boolean {
    return this.writer.flushed;
  }

  use(listener: ResponseListener, method: string, now: number, timeout: number): void {
    this.listener = listener;
    this.method = method;
    this.heard = false;
    if (this.state === SPARE) {
      this.used = true;
      this.state = HEAD;
    }
    this.deadline.begin(now, timeout, this.isConnected);
  }

  sendHead(head: string): void {
    this.writer.text(head);
  }

  sendBody(buffer: Buffer, start: number, end: number, chunked: boolean): void {
    const { writer } = this;
    if (!chunked) {
      writer.bytes(buffer, start, end, true);
      return;
    }
    writer.text(`${(end - start).toString(16)}\r\n`);
    writer.bytes(buffer, start, end, true);
    writer.text("\r\n");
  }

  endRequest(chunked: boolean, trailers: string): void {
    if (chunked) this.writer.text(`0\r\n${trailers}\r\n`);
    this.deadline.requestSent(this.state !== HEAD);
    this.writer.flush();
  }

  flush(): void {
    this.writer.flush();
  }

  drop(): void {
    this.listener = undefined;
    this.close();
  }

  dropSoon(): void {
    this.socket.destroySoon();
    this.timer.set(performance.now() + this.limits.instanceIdle);
  }

  hold(): void {
    if (this.held) return;
    this.held = true;
    this.socket.pause();
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.socket.resume();
  }

  endSending(): void {
    this.socket.end();
  }

  timerExpired(): void {
    const { state, socket, listener } = this;
    if (state === SPARE || state === TUNNEL) {
      this.close();
      return;
    }
    const taken = socket.bytesWritten - socket.writableLength;
    const overdue = this.deadline.expired(this.isConnected, listener?.awaitsClient === true, taken);
    if (overdue !== undefined) this.fail(overdue.kind, overdue.reason);
  }

  bodyBytes(buffer: Buffer, start: number, end: number): void {
    this.listener?.bodyBytes(buffer, start, end);
  }

  private outlivesFailedWrite(): boolean {
    this.doomed = true;
    return this.state > SPARE && this.state < TUNNEL && !this.held;
  }

  private connected(): void {
    if (this.state !== CONNECTING) return;
    this.state = HEAD;
    this.deadline.connected();
    this.listener?.connected();
  }

  private received(buffer: Buffer, end: number): boolean {
    this.heard = true;
    const { listener } = this;
    let at = 0;
    while (at < end) {
      const before = at;
      at = this.take(buffer, at, end);
      // What is left over was not asked for, or belongs to nobody any more.
      if (at === before) break;
    }
    if (listener !== undefined && listener === this.listener) listener.paused();
    return true;
  }

  private take(buffer: Buffer, at: number, end: number): number {
    switch (this.state) {
      case HEAD:
        return this.takeHead(buffer, at, end);
      case SIZED_BODY: {
        const stop = Math.min(end, at + this.remaining);
        this.remaining -= stop - at;
        this.listener?.bodyBytes(buffer, at, stop);
        if (this.remaining === 0) this.complete(stop === end);
        return stop;
      }
      case CHUNKED_BODY:
        return this.takeChunks(buffer, at, end);
      case BODY_TO_THE_END:
      case TUNNEL:
        this.listener?.bodyBytes(buffer, at, end);
        return end;
      case CLOSED:
        return at;
      default:
        // Nobody asked: whoever is sent to next must not be told this.
        this.close();
        return at;
    }
  }

  private takeHead(buffer: Buffer, start: number, end: number): number {
    const { parser } = this;
    const at = parser.read(buffer, start, end);
    if (parser.fault !== undefined) this.fail("broken", `the response is not valid HTTP: ${parser.fault.reason}`);
    else if (parser.complete) this.headComplete(at === end);
    return at;
  }

  private headComplete(nothingLeft: boolean): void {
    const { parser, listener } = this;
    const { status } = parser;
    if (status === 101) {
      this.deadline.answered();
      this.state = TUNNEL;
      listener?.upgraded(parser);
      parser.reset();
      return;
    }
    if (status < 200) {
      listener?.informed(parser);
      parser.reset();
      return;
    }
    const framing = readResponseFraming(parser, this.method);
    if (typeof framing === "string") {
      this.fail("broken", framing);
      return;
    }
    this.deadline.answered();
    this.persistent = framing.persistent;
    this.remaining = framing.length;
    const { body } = framing;
    const bodyless = body === "none" || (body === "length" && framing.length === 0);
    this.state = body === "chunked" ? CHUNKED_BODY : body === "close" ? BODY_TO_THE_END : SIZED_BODY;
    if (body === "chunked") this.decoder = new ChunkedDecoder(this.limits);
    listener?.answered(parser, framing);
    if (bodyless && this.listener !== undefined) this.complete(nothingLeft);
  }

  private takeChunks(buffer: Buffer, start: number, end: number): number {
    const { decoder } = this;
    if (decoder === undefined) return start;
    const at = decoder.read(buffer, start, end, this);
    if (decoder.fault !== undefined) this.fail("broken", decoder.fault.reason);
    else if (decoder.done) this.complete(at === end);
    return at;
  }

  /** The response has ended. Whoever waited for it may use this very connection for what comes next. */
  private complete(nothingLeft: boolean): void {
    const { listener, decoder } = this;
    this.listener = undefined;
    this.decoder = undefined;
    // A request that was not written in full makes the connection useless afterwards.
    const reusable = this.persistent && this.deadline.sent && nothingLeft && !this.doomed;
    if (reusable && !this.socket.destroyed) this.becomeSpare();
    else this.close();
    listener?.ended(decoder?.trailers);
  }

  private becomeSpare(): void {
    this.parser.reset();
    this.release();
    this.state = SPARE;
    this.keeper.becameSpare(this);
  }

  /** @param until on the clock of `performance.now()` */
  keepUntil(until: number): void {
    this.timer.set(until);
  }

  private ended(): void {
    if (this.state === BODY_TO_THE_END) this.complete(true);
    else if (this.state === TUNNEL) this.listener?.ended(undefined);
    else this.close();
  }

  private fail(kind: FailureKind, reason: string): void {
    const { listener } = this;
    this.drop();
    listener?.failed(kind, reason);
  }

  private close(): void {
    this.socket.destroy();
    if (this.listener === undefined) this.forget();
  }

  private gone(): void {
    const { listener, state } = this;
    this.listener = undefined;
    this.forget();
    if (listener === undefined) return;
    if (state === CONNECTING) listener.failed("unreachable", this.problem ?? "the connection was closed");
    else if (state === TUNNEL && this.problem === undefined) listener.closed();
    else if (this.used && !this.heard) listener.failed("stale", "a kept connection was closed");
    else listener.failed("broken", this.problem ?? "the connection was closed");
  }

  private forget(): void {
    if (this.state === CLOSED) return;
    this.state = CLOSED;
    this.timer.end();
    this.keeper.closed(this);
  }
}
