import type { Timer, TimerOwner } from "../../../time";
import { textAnswer } from "../../answers";
import type { ConnectionOrigin } from "../../h1/connection-origin";
import type { EngineParts } from "../../h1/engine-context";
import { Exchange } from "../../h1/exchange";
import type { ClientWriter, ExchangeClient } from "../../h1/exchange-client";
import { malformedRequest } from "../../h1/reply";
import { requestRecord } from "../../h1/request-record";
import { silencePeriod, type Traffic } from "../../h1/silence-watch";
import type { HeadFault, HeadParser } from "../../h1/wire/head-parser";
import type { RequestParser } from "../../h1/wire/request-parser";
import { ByteQueue } from "../connection/byte-queue";
import { MessageStream, type StreamCarrier } from "../connection/message-stream";
import { HpackEncoder } from "../hpack";
import type { TrailerBlock } from "../trailer-block";
import { INTERNAL_ERROR, NO_ERROR, PROTOCOL_ERROR } from "../wire/error-code";
import { UNSIZED } from "./request-fields";
import { REQUEST_WINDOW, type RequestWindows } from "./request-windows";
import { type ReplyStream, StreamReply } from "./stream-reply";

/** The client's connection, as its streams see it. */
export interface ClientCarrier extends StreamCarrier {
  readonly engine: EngineParts;
  readonly encoder: HpackEncoder;
  readonly origin: ConnectionOrigin;
  readonly windows: RequestWindows;
  reset(stream: MessageStream, code: number): void;
  remove(stream: MessageStream): void;
  /** Ends a stream for what its client did. */
  fault(stream: MessageStream, code: number, reason: string): void;
  /** Has {@link RequestStream.wake} called once all that came at one time was read. */
  wakes(stream: RequestStream): void;
}

/** What is known of a request when its fields were read. */
export interface RequestFacts {
  /** Bytes of the body, or {@link UNSIZED}. */
  readonly length: number;
  readonly webSocket: boolean;
}

/** A client's request on a stream of its connection, and the response to it. */
export class RequestStream extends MessageStream implements ExchangeClient, ReplyStream, ClientWriter, TimerOwner {
  readonly bareBodies = true;
  readonly timer: Timer;
  halfClosed = false;

  private readonly webSocket: boolean;
  private exchange: Exchange | undefined;
  private parser: RequestParser | undefined;
  /** Of the length that was said, what has not come. */
  private due: number;
  private readonly arrived = new ByteQueue();
  private trailers: HeadParser | undefined;
  private endTold = false;
  private started = false;
  private pumping = false;
  private replyTrailers: TrailerBlock | undefined;

  constructor(
    private readonly client: ClientCarrier,
    id: number,
    message: RequestParser,
    { length, webSocket }: RequestFacts,
  ) {
    super(client, id, REQUEST_WINDOW);
    this.parser = message;
    this.due = length;
    this.webSocket = webSocket;
    this.timer = client.engine.wheel.create(this);
    // What is longer than the window is not held up until half of that was taken.
    if (length > REQUEST_WINDOW) this.widen();
  }

  get engine(): EngineParts {
    return this.client.engine;
  }

  get encoder(): HpackEncoder {
    // What the connection's own has encoded must be sent: the other end learns from it.
    return this.closed ? new HpackEncoder() : this.client.encoder;
  }

  get origin(): ConnectionOrigin {
    return this.client.origin;
  }

  get writer(): ClientWriter {
    return this;
  }

  get traffic(): Traffic {
    return this;
  }

  get backedUp(): boolean {
    return this.client.backedUp;
  }

  get holdsBytes(): boolean {
    return this.arrived.length > 0 || (this.remoteEnded && !this.endTold);
  }

  createReply(): StreamReply {
    return new StreamReply(this, this.webSocket);
  }

  /** Serves the request. */
  start(): void {
    const { parser } = this;
    if (parser === undefined || this.closed || this.started) return;
    this.started = true;
    this.exchange = new Exchange(this, parser);
    this.exchange.start(parser);
    this.pump();
  }

  /** Answers a request that is too large, or otherwise not served. */
  refuse({ status, reason }: HeadFault): void {
    const { engine, origin, parser } = this;
    const sourceAddress = origin.peerAddress;
    const reply = this.createReply();
    reply.answers(malformedRequest(parser?.method ?? "", 1));
    this.dropHead();
    reply.answer(textAnswer(status, reason));
    engine.observer.requestEnded(requestRecord(engine.listener, { sourceAddress, status, reason, milliseconds: 0 }));
    if (this.flushed) {
      this.over();
      return;
    }
    this.timer.set(performance.now() + engine.limits.clientIdle);
    this.whenFlushed(() => this.over());
  }

  /** What was written leaves by itself. */
  flush(): void {}

  bytes(buffer: Buffer, start: number, end: number): void {
    this.sendData(buffer, start, end);
  }

  endReply(trailers: TrailerBlock | undefined): void {
    this.replyTrailers = trailers;
    this.sendEnd();
  }

  received(buffer: Buffer, start: number, end: number): void {
    this.bytesRead += end - start;
    if (this.due !== UNSIZED) {
      this.due -= end - start;
      if (this.due < 0) {
        this.client.release(end - start);
        this.client.fault(this, PROTOCOL_ERROR, "the body is longer than its length");
        return;
      }
    }
    let at = start;
    if (this.arrived.length === 0 && this.exchange?.takesMore === true) {
      at = this.exchange.take(buffer, start, end);
      this.giveBack(at - start);
    }
    if (at === end) return;
    if (this.closed) this.client.release(end - at);
    else this.arrived.add(buffer, at, end);
  }

  /** Trailers have come; the end comes with them. */
  trailersReceived(trailers: HeadParser): void {
    this.trailers = trailers;
  }

  ended(): void {
    if (this.due > 0) {
      this.client.fault(this, PROTOCOL_ERROR, "the body is shorter than its length");
    } else {
      // What is reset with the same breath was not ended, but broken off: some clients do both.
      this.client.wakes(this);
    }
  }

  /**
   * Goes on after all that came at one time was read. A request with a body is not served before: what came of the body
   * is sent on with the head.
   */
  wake(): void {
    if (this.started) this.pump();
    else this.start();
  }

  /** The connection has ended that the client sends on. */
  connectionEnded(): void {
    if (this.closed) return;
    // The end of a WebSocket, and of nothing else.
    if (this.webSocket) this.remoteEnded = true;
    else this.halfClosed = true;
    if (!this.remoteEnded) {
      this.leave("the client went away within its request");
      return;
    }
    this.wake();
    if (this.endTold) this.exchange?.clientEnded();
  }

  /** The request has come whole. */
  endAtOnce(): void {
    this.remoteEnded = true;
    this.endTold = !this.webSocket;
  }

  pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    while (this.exchange?.takesMore === true) {
      const { first, firstStart, firstEnd } = this.arrived;
      if (first === undefined) break;
      const taken = this.exchange.take(first, firstStart, firstEnd) - firstStart;
      // Where that has ended the stream, all that had arrived was given back.
      if (this.closed || taken === 0) break;
      this.arrived.remove(taken);
      this.giveBack(taken);
    }
    this.pumping = false;
    if (this.arrived.length === 0 && this.remoteEnded && !this.endTold) this.tellEnd();
  }

  exchangeOver(): void {
    this.dropHead();
    this.exchange = undefined;
    this.over();
  }

  endSending(): void {
    this.sendEnd();
  }

  closeSoon(): void {
    this.sendEnd();
    if (this.flushed) this.leave();
    else this.whenFlushed(() => this.leave());
  }

  cut(): void {
    this.client.reset(this, INTERNAL_ERROR);
    // As a socket tells of its end: not while it is being used.
    process.nextTick(() => this.leave());
  }

  broken(reason: string): void {
    this.leave(reason === "" ? undefined : reason);
  }

  timerExpired(): void {
    const { exchange } = this;
    // One that was refused waits for nothing but its client.
    if (exchange === undefined || exchange.stalled()) this.cut();
    else this.timer.set(performance.now() + silencePeriod(this.engine.limits));
  }

  override detach(): void {
    super.detach();
    this.timer.end();
    this.client.windows.giveBack(this.window);
    this.client.release(this.arrived.length);
    this.arrived.clear();
  }

  protected override widen(): void {
    // Where all that is to come may come already, there is nothing to say.
    if (this.due === UNSIZED || this.due > this.receiveWindow) super.widen();
  }

  protected override growth(): number {
    return this.client.windows.grow(this.window);
  }

  protected drained(): void {
    this.exchange?.drained();
  }

  protected encodeTrailers(): boolean {
    this.replyTrailers?.encode(this.encoder);
    return this.replyTrailers !== undefined;
  }

  private tellEnd(): void {
    const { exchange } = this;
    if (exchange === undefined) return;
    if (this.webSocket) {
      this.endTold = true;
      this.halfClosed = true;
      exchange.clientEnded();
    } else if (exchange.takesMore) {
      this.endTold = true;
      exchange.bodyEnded(this.trailers);
      if (this.halfClosed) exchange.clientEnded();
    }
  }

  /** The response has been sent: what is left of the request is not wanted (RFC 9113 section 8.1). */
  private over(): void {
    if (this.closed) return;
    if (this.remoteEnded) this.client.remove(this);
    else this.client.reset(this, NO_ERROR);
  }

  /** The exchange ends with its client. */
  private leave(reason?: string): void {
    this.exchange?.clientGone(reason);
    this.dropHead();
    this.exchange = undefined;
    this.over();
  }

  dropHead(): void {
    // A filter that has not decided yet may still look at the request.
    const inUse = this.exchange?.waitsForFilter === true;
    if (this.parser !== undefined && !inUse) this.engine.parsers.giveBack(this.parser);
    this.parser = undefined;
  }
}
