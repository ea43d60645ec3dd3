import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Timer, TimerOwner } from "../../time";
import { textAnswer } from "../answers";
import { beginsWithPreface } from "../h2";
import { ConnectionOrigin, type Handshake } from "./connection-origin";
import type { EngineParts } from "./engine-context";
import { Exchange } from "./exchange";
import type { ExchangeClient } from "./exchange-client";
import { Http1Reply } from "./http1-reply";
import { type Receiver, readLent } from "./lent-reads";
import { malformedRequest } from "./reply";
import { requestRecord } from "./request-record";
import { silencePeriod } from "./silence-watch";
import { SocketWriter } from "./socket-writer";
import type { HeadFault } from "./wire/head-parser";
import type { RequestParser } from "./wire/request-parser";

/** Requests of one connection that are begun before others have their turn. */
const REQUESTS_AT_ONCE = 8;

/** Told what becomes of a client's connection. */
export interface ConnectionOwner extends EngineParts {
  connectionClosed(connection: ClientConnection): void;
  /**
   * Serves a connection that has turned out to be one of HTTP/2.
   *
   * @returns takes all that is read of it
   */
  serveHttp2(socket: Socket, handshake: Handshake): Receiver;
}

/** A client's connection: one request after another, each answered before the next is looked at. */
export class ClientConnection implements TimerOwner, ExchangeClient {
  readonly bareBodies = false;
  readonly origin: ConnectionOrigin;
  readonly writer: SocketWriter;
  readonly timer: Timer;
  /** The client sends nothing more; it may still read. */
  halfClosed = false;

  private parser: RequestParser | undefined;
  private exchange: Exchange | undefined;
  /** What has come and nobody has taken yet. */
  private rest: Buffer | undefined;
  private restStart = 0;
  private restEnd = 0;
  /** Whether {@link rest} is only lent. */
  private lent = false;
  private pumping = false;
  private paused = false;
  private closing = false;
  /** The bytes that waited for the client when that was last looked at. */
  private waiting = Number.POSITIVE_INFINITY;
  /** Nothing has come that would tell which HTTP it is. */
  private unsure: boolean;
  /** Takes what comes on a connection that was given away. */
  private heir: Receiver | undefined;

  constructor(
    readonly socket: Socket,
    readonly engine: ConnectionOwner,
    handshake: Handshake,
  ) {
    const receive = (buffer: Buffer, length: number): void => this.received(buffer, length);
    readLent(socket, receive);
    this.unsure = !(socket instanceof TLSSocket);
    this.origin = new ConnectionOrigin(socket, handshake, engine.plan.policy);
    this.writer = new SocketWriter(socket);
    this.timer = engine.wheel.create(this);
    this.timer.set(performance.now() + engine.limits.headTime);
    socket.on("drain", () => this.exchange?.drained());
    socket.on("end", () => this.ended());
    // Closing comes after it.
    socket.on("error", () => {});
    socket.on("close", () => this.closed());
    this.closing = this.origin.gone;
    if (this.closing) socket.destroy();
  }

  get traffic(): Socket {
    return this.socket;
  }

  createReply(): Http1Reply {
    return new Http1Reply(this.writer);
  }

  /** Whether no request is under way, in part or in full, and no response waits for the client. */
  get idle(): boolean {
    const none = this.exchange === undefined && this.parser?.begun !== true && !this.holdsBytes;
    return none && this.socket.writableLength === 0;
  }

  /** Whether something has come that nobody has taken yet. */
  get holdsBytes(): boolean {
    return this.rest !== undefined && this.restStart < this.restEnd;
  }

  /** Goes on with what has come: the exchange takes more of its body, or has ended. */
  pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    const held = this.holdsBytes;
    let heads = 0;
    while (this.rest !== undefined && !this.closing) {
      const before = this.restStart;
      const { rest } = this;
      if (this.exchange !== undefined) {
        if (!this.exchange.takesMore) break;
        this.restStart = this.exchange.take(rest, before, this.restEnd);
      } else if (heads === REQUESTS_AT_ONCE) {
        this.letOthers();
        return;
      } else {
        heads += 1;
        this.restStart = this.readHead(rest, before, this.restEnd);
      }
      if (this.restStart === this.restEnd) this.rest = undefined;
      else if (this.restStart === before && this.exchange === undefined) break;
    }
    this.pumping = false;
    // Who sends faster than it is taken is held back by the network, not by memory.
    this.pause(this.rest !== undefined && !this.closing);
    // The client's end may have come before its last bytes were looked at.
    if (held && this.halfClosed && !this.closing && this.rest === undefined) this.nothingMore();
  }

  /**
   * One read may bring thousands of requests that are answered at once: they go on in the loop's next turn. Until then
   * nothing else moves this connection on.
   */
  private letOthers(): void {
    this.pause(true);
    setImmediate(() => {
      this.pumping = false;
      if (!this.closing) this.pump();
    });
  }

  /** The response has been sent but for what {@link SocketWriter} holds; the request is of no interest any more. */
  exchangeOver(closes: boolean, now: number): void {
    this.dropHead();
    this.exchange = undefined;
    this.waiting = Number.POSITIVE_INFINITY;
    if (closes || (this.halfClosed && !this.holdsBytes)) {
      this.close();
      return;
    }
    this.timer.set(now + this.engine.limits.keepAlive);
    this.pump();
  }

  /** Ends the connection so that what was sent arrives: what still comes is read, and dropped, for a while. */
  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.rest = undefined;
    this.writer.flush();
    this.socket.end();
    this.pause(false);
    this.timer.set(performance.now() + this.engine.limits.linger);
  }

  endSending(): void {
    this.socket.end();
  }

  closeSoon(): void {
    this.socket.destroySoon();
  }

  /** Ends the connection so that the client sees that something is missing. */
  cut(): void {
    const { socket, exchange } = this;
    // Where the end of the connection is the response's, an orderly one would make it look whole. TLS says itself
    // that it was cut.
    const resets = exchange?.endsWithConnection === true && !(socket instanceof TLSSocket);
    if (resets) socket.resetAndDestroy();
    else socket.destroy();
  }

  timerExpired(): void {
    const { exchange, engine } = this;
    const { linger, keepAlive } = engine.limits;
    if (exchange !== undefined && !this.closing) {
      if (exchange.stalled()) this.cut();
      else this.timer.set(performance.now() + silencePeriod(engine.limits));
    } else if ((this.closing || this.parser?.begun !== true) && this.takesResponse()) {
      this.timer.set(performance.now() + (this.closing ? linger : keepAlive));
    } else if (this.closing) {
      this.cut();
    } else if (this.parser?.begun === true) {
      this.refuse({ status: 408, reason: "the request did not come in time" });
    } else {
      // A client that has sent nothing has asked for no answer.
      this.cut();
    }
  }

  /** Whether the client, slow as it may be, takes the end of a response. */
  private takesResponse(): boolean {
    const { writableLength } = this.socket;
    const less = writableLength > 0 && writableLength < this.waiting;
    this.waiting = writableLength;
    return less;
  }

  private received(buffer: Buffer, length: number): void {
    if (this.heir !== undefined) this.heir(buffer, length);
    if (this.closing) return;
    if (this.rest === undefined) {
      this.rest = buffer;
      this.restStart = 0;
      this.restEnd = length;
      this.lent = true;
    } else {
      const { rest, restStart, restEnd } = this;
      this.hold(Buffer.concat([rest.subarray(restStart, restEnd), buffer.subarray(0, length)]));
    }
    if (!this.unsure || this.isHttp1()) this.pump();
    if (this.rest !== undefined && this.lent) this.hold(Buffer.from(this.rest.subarray(this.restStart, this.restEnd)));
  }

  /** Looks at how a connection begins. One of HTTP/2 is given away. */
  private isHttp1(): boolean {
    const { rest, restStart, restEnd, socket } = this;
    const isHttp2 = rest === undefined ? undefined : beginsWithPreface(rest, restStart, restEnd);
    if (rest === undefined || isHttp2 === undefined) return false;
    this.unsure = false;
    if (isHttp2) {
      this.closed();
      this.heir = this.engine.serveHttp2(socket, { sourceAddress: this.origin.peerAddress });
      this.heir(rest.subarray(restStart, restEnd), restEnd - restStart);
    }
    return !isHttp2;
  }

  private hold(bytes: Buffer): void {
    this.rest = bytes;
    this.restStart = 0;
    this.restEnd = bytes.length;
    this.lent = false;
  }

  private readHead(bytes: Buffer, start: number, stop: number): number {
    const first = this.parser === undefined;
    const parser = this.parser ?? this.engine.parsers.take();
    this.parser = parser;
    const end = parser.read(bytes, start, stop);
    if (parser.fault !== undefined) {
      this.refuse(parser.fault);
    } else if (parser.complete) {
      this.restStart = end;
      const exchange = new Exchange(this, parser);
      this.exchange = exchange;
      exchange.start(parser);
    } else if (first) {
      this.timer.set(performance.now() + this.engine.limits.headTime);
    }
    return end;
  }

  /** Answers what is no request. */
  private refuse({ status, reason }: HeadFault): void {
    const { engine } = this;
    const reply = this.createReply();
    // The answer to HEAD has no body, whatever is wrong with the request (RFC 9110 section 9.3.2).
    reply.answers(malformedRequest(this.parser?.method ?? "", 1));
    this.dropHead();
    reply.answer(textAnswer(status, reason));
    const { peerAddress: sourceAddress } = this.origin;
    engine.observer.requestEnded(requestRecord(engine.listener, { sourceAddress, status, reason, milliseconds: 0 }));
    this.close();
  }

  private ended(): void {
    this.halfClosed = true;
    if (this.closing) return;
    if (this.unsure || !this.holdsBytes) this.nothingMore();
  }

  /** The client sends nothing more, and all that it has sent was taken. */
  private nothingMore(): void {
    if (this.exchange !== undefined) this.exchange.clientEnded();
    else this.close();
  }

  private closed(): void {
    this.closing = true;
    this.timer.end();
    this.exchange?.clientGone();
    this.dropHead();
    this.exchange = undefined;
    this.rest = undefined;
    this.engine.connectionClosed(this);
  }

  dropHead(): void {
    // A filter that has not decided yet may still look at the request.
    const inUse = this.exchange?.waitsForFilter === true;
    if (this.parser !== undefined && !inUse) this.engine.parsers.giveBack(this.parser);
    this.parser = undefined;
  }

  private pause(paused: boolean): void {
    if (paused === this.paused) return;
    this.paused = paused;
    if (paused) this.socket.pause();
    else this.socket.resume();
  }
}
