import type { BodyStageFactory } from "../../engine";
import { messageOf } from "../../errors";
import { ExchangeEnd } from "./exchange-end";
import type { ResponseFraming } from "./response-head";
import { ResponseStage, type StageListener } from "./response-stage";
import { changeResponse } from "./route-changes";
import { trailerLines } from "./trailers";
import { Tunnel } from "./tunnel";
import { isOffered } from "./upgrade";
import { UPGRADE } from "./wire/field-kind";
import { takeConnectionOptions, valueOfKind } from "./wire/field-section";
import type { HeadParser } from "./wire/head-parser";
import type { ResponseParser } from "./wire/response-parser";

/** The response's half of an exchange: what comes from the instance, on its way to the client. */
export class ExchangeResponse extends ExchangeEnd implements StageListener {
  protected stage: ResponseStage | undefined;
  private trailers = "";
  private neverIndexedTrailers: ReadonlySet<string> | undefined;

  informed(head: ResponseParser): void {
    takeConnectionOptions(head);
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
    takeConnectionOptions(head);
    try {
      const change = (fields: string[]) => this.changeResponse(fields, head.status);
      this.reply.changeProtocol(head, protocol, forwarding?.affinityCookie, change);
    } catch (error) {
      // The instance has done its part.
      forwarding?.cancel("abandoned");
      this.fail(502, `the response cannot be sent: ${messageOf(error)}`);
      return;
    }
    this.forget();
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
    this.trailers = trailerLines(trailers, undefined, this.stage !== undefined);
    this.neverIndexedTrailers = trailers?.neverIndexed;
    if (this.stage === undefined) this.stageEnded();
    else this.stage.finish();
  }

  stageEnded(): void {
    this.reply.end(this.trailers, this.neverIndexedTrailers);
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

  private changeResponse(fields: string[], status: number): BodyStageFactory | undefined {
    const { route, routed } = this;
    if (route === undefined || routed === undefined) return undefined;
    return changeResponse(route.filters, routed, fields, status);
  }
}
