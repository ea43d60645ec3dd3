import type { BodyStageFactory, RoutePlan } from "../../engine";
import { messageOf } from "../../errors";
import type { Timer } from "../../time";
import type { ExchangeClient } from "./exchange-client";
import type { Forwarding } from "./forwarding";
import type { Reply } from "./reply";
import type { RequestBody } from "./request-body";
import type { RequestHead } from "./request-head";
import type { ResponseFraming } from "./response-head";
import { ResponseStage, type StageListener } from "./response-stage";
import { changeResponse } from "./route-changes";
import type { RoutedHead } from "./routed-head";
import { trailerLines } from "./trailers";
import { Tunnel } from "./tunnel";
import { isOffered } from "./upgrade";
import { UPGRADE } from "./wire/field-kind";
import { valueOfKind } from "./wire/field-section";
import type { HeadParser } from "./wire/head-parser";
import type { ResponseParser } from "./wire/response-parser";

/**
 * The response's half of an exchange: what comes from the instance, on its way to the client. It is one object with the
 * request's half, which extends it: a request should not cost two.
 */
export abstract class ExchangeResponse implements StageListener {
  protected readonly reply: Reply;
  protected head: RequestHead | undefined;
  protected route: RoutePlan | undefined;
  protected routed: RoutedHead | undefined;
  protected body: RequestBody | undefined;
  protected forwarding: Forwarding | undefined;
  protected tunnel: Tunnel | undefined;
  protected stage: ResponseStage | undefined;
  protected requestTimer: Timer | undefined;
  /** All of the response was handed over; some of it may still wait for the client. */
  protected answeredInFull = false;
  protected over = false;
  protected clientIsGone = false;
  private trailers = "";
  private waitsForFlush = false;
  /** The connection serves the next request. */
  private handedBack = false;

  constructor(protected readonly client: ExchangeClient) {
    this.reply = client.createReply();
  }

  /** The response cannot be ended as it should: the client must see that. */
  abstract cut(reason: string): void;
  /** The service could not answer. */
  protected abstract fail(status: number, reason: string): void;
  /** The exchange is over: it is recorded. */
  protected abstract end(now: number): void;

  /** Whether a response is under way that only the connection's end tells to be whole. */
  get endsWithConnection(): boolean {
    return !this.over && this.reply.endsWithConnection;
  }

  informed(head: ResponseParser): void {
    this.reply.inform(head);
  }

  answered(head: ResponseParser, framing: ResponseFraming): void {
    const { client, forwarding, reply, route } = this;
    if (client.engine.lastResponses) reply.closes = true;
    if (client.bareBodies && this.head?.upgrade !== undefined && head.status < 300) {
      // Over HTTP/2 the client would take what follows for its WebSocket (RFC 8441 section 5).
      forwarding?.cancel("abandoned");
      this.fail(502, `the instance answered a WebSocket with ${head.status}`);
      return;
    }
    if (route === undefined || (route.filters.shape === undefined && route.filters.response.length === 0)) {
      reply.begin(head, framing, forwarding?.affinityCookie);
      return;
    }
    try {
      const change = (fields: string[]) => this.changeResponse(fields, head.status);
      const make = reply.beginChanged(head, framing, forwarding?.affinityCookie, change);
      if (make !== undefined) this.stage = new ResponseStage(make, reply, client.writer, this);
    } catch (error) {
      // The instance has done its part.
      forwarding?.cancel("abandoned");
      this.fail(502, `the response cannot be sent: ${messageOf(error)}`);
    }
  }

  upgraded(head: ResponseParser): void {
    const { client, forwarding } = this;
    const protocol = valueOfKind(head, UPGRADE);
    const connection = forwarding?.connection;
    if (protocol === undefined || connection === undefined || !isOffered(protocol, this.head?.upgrade)) {
      forwarding?.cancel("failed");
      this.fail(502, "the instance changed the protocol unasked");
      return;
    }
    this.requestTimer?.end();
    try {
      const change = (fields: string[]) => this.changeResponse(fields, head.status);
      this.reply.changeProtocol(head, protocol, forwarding?.affinityCookie, change);
    } catch (error) {
      // The instance has done its part.
      forwarding?.cancel("abandoned");
      this.fail(502, `the response cannot be sent: ${messageOf(error)}`);
      return;
    }
    this.tunnel = new Tunnel(client, connection, client.engine.limits);
    client.pump();
    if (client.halfClosed) this.tunnel.clientEnded();
  }

  bodyBytes(buffer: Buffer, start: number, end: number): void {
    if (this.tunnel !== undefined) this.tunnel.fromInstance(buffer, start, end);
    else if (this.stage === undefined) this.reply.bytes(buffer, start, end, true);
    else if (!this.stage.push(buffer, start, end)) this.forwarding?.connection?.hold();
  }

  paused(): void {
    const { writer } = this.client;
    writer.flush();
    if (this.stage === undefined && writer.congested) this.forwarding?.connection?.hold();
  }

  ended(trailers: HeadParser | undefined): void {
    if (this.tunnel !== undefined) {
      this.tunnel.instanceEnded();
      return;
    }
    this.forwarding?.complete();
    this.trailers = trailerLines(trailers);
    if (this.stage === undefined) this.stageEnded();
    else this.stage.finish();
  }

  stageEnded(): void {
    this.reply.end(this.trailers);
    this.answeredInFull = true;
    this.endIfFlushed();
  }

  stageFailed(reason: string): void {
    this.forwarding?.cancel("abandoned");
    this.cut(reason);
  }

  stageReady(): void {
    this.forwarding?.connection?.release();
  }

  closed(): void {
    this.forwarding?.complete();
    this.closeTunnel();
  }

  /**
   * The exchange is over when its response is on its way; its connection goes on when its request was read, too.
   *
   * Where the connection stays, a little that waits for the client is on its way: what is written over TLS always waits
   * for the loop's next turn, and to be told of that takes a second write, as dear as the first. One that is to be closed
   * must not take the response with it.
   */
  protected endIfFlushed(): void {
    const { client, body, reply } = this;
    const { writer } = client;
    // Where there is much, `drain` is emitted.
    if (this.handedBack || writer.congested) return;
    if ((reply.closes || client.halfClosed) && !writer.flushed) {
      this.waitForFlush();
      return;
    }
    const now = performance.now();
    const wasOver = this.over;
    this.end(now);
    if (body === undefined || body.complete || reply.closes || body.fault !== undefined) {
      this.handedBack = true;
      client.exchangeOver(reply.closes, now);
    } else if (!wasOver) {
      // The client may still be sending: a connection closed now could take the response with it.
      body.discard();
      client.timer.set(now + client.engine.limits.linger);
      client.pump();
    }
  }

  private waitForFlush(): void {
    if (this.waitsForFlush) return;
    this.waitsForFlush = true;
    this.client.writer.whenFlushed(() => {
      this.waitsForFlush = false;
      if (this.answeredInFull && !this.clientIsGone) this.endIfFlushed();
    });
  }

  /** The instance's side of an upgraded connection is closed: what it sent still arrives at the client. */
  protected closeTunnel(): void {
    if (this.clientIsGone) this.end(performance.now());
    else this.tunnel?.instanceGone();
  }

  private changeResponse(fields: string[], status: number): BodyStageFactory | undefined {
    const { route, routed } = this;
    if (route === undefined || routed === undefined) return undefined;
    return changeResponse(route.filters, routed, fields, status);
  }
}
