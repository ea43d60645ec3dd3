import type { Answer, ListenerIdentity, RoutePlan, ServiceRuntime } from "../../engine";
import { messageOf } from "../../errors";
import type { Timer } from "../../time";
import { textAnswer } from "../answers";
import { detached } from "../detached";
import { grpcAnswer, isGrpc } from "../grpc";
import type { ExchangeClient } from "./exchange-client";
import type { Forwarding } from "./forwarding";
import type { Reply } from "./reply";
import { RequestBody } from "./request-body";
import type { RequestHead } from "./request-head";
import { pathOf, type RequestFacts, requestRecord } from "./request-record";
import { changeAnswer } from "./route-changes";
import type { RoutedHead } from "./routed-head";
import type { Tunnel } from "./tunnel";
import type { RequestParser } from "./wire/request-parser";

/** What clients are told; the log tells why. */
const SHORT: Readonly<Record<number, string>> = {
  502: "the service sent no valid response",
  503: "no instance of the service can be reached",
  504: "the service did not answer in time",
};
const FAILED = textAnswer(500, "the request failed");

/**
 * How an exchange ends, in whatever way: what is known of it, the answers that the proxy gives itself, and when its
 * connection goes on. The response's and the request's half extend it, so that all is one object: a request should not
 * cost several.
 */
export class ExchangeEnd {
  readonly sourceAddress: string;
  readonly method: string;
  /** Of the router that has looked at it. */
  protected router: string | undefined;
  protected readonly started = performance.now();
  protected readonly reply: Reply;
  protected head: RequestHead | undefined;
  protected route: RoutePlan | undefined;
  protected routed: RoutedHead | undefined;
  protected service: ServiceRuntime | undefined;
  protected body: RequestBody | undefined;
  protected forwarding: Forwarding | undefined;
  protected tunnel: Tunnel | undefined;
  protected requestTimer: Timer | undefined;
  /** Why it has not ended as it should. */
  protected reason: string | undefined;
  /** All of the response was handed over; some of it may still wait for the client. */
  protected answeredInFull = false;
  protected over = false;
  protected clientIsGone = false;
  private readonly listener: ListenerIdentity;
  /** As it came. */
  private target: string;
  /** What is recorded of the request, where nothing else is known of it any more. */
  private facts: RequestFacts | undefined;
  /** What the answer stands for, where its own status does not tell. */
  private meant: number | undefined;
  private waitsForFlush = false;
  /** The connection serves the next request. */
  private handedBack = false;

  constructor(
    protected readonly client: ExchangeClient,
    message: RequestParser,
  ) {
    this.reply = client.createReply();
    this.listener = client.engine.listener;
    this.sourceAddress = client.origin.sourceOf(message);
    this.method = message.method;
    this.target = message.target;
  }

  /** Whether a response is under way that only the connection's end tells to be whole. */
  get endsWithConnection(): boolean {
    return !this.over && this.reply.endsWithConnection;
  }

  /** The response cannot be ended as it should: the client must see that. */
  cut(reason: string): void {
    this.reason ??= reason;
    if (this.tunnel !== undefined) this.closeTunnel();
    else this.client.cut();
  }

  protected refuse(status: number, reason: string): void {
    this.reply.closes = true;
    this.answer(textAnswer(status, reason), reason);
  }

  /** The service could not answer. */
  protected fail(status: number, reason: string): void {
    if (this.reply.begun) this.cut(reason);
    else this.answer(textAnswer(status, SHORT[status] ?? "the request failed"), reason);
  }

  /** A filter has failed. */
  protected broken(error: unknown): void {
    this.forwarding?.cancel("abandoned");
    this.fail(500, messageOf(error));
  }

  /** @param byFilter whether a filter of the route gave it, so that the route's changes to responses apply to it */
  protected answer(answer: Answer, reason: string, byFilter = false): void {
    if (this.over) return;
    const { client, head, reply, route, routed } = this;
    this.reason = reason;
    // Of a body that is too long nobody waits for the end.
    if (client.engine.lastResponses || answer.status === 413) reply.closes = true;
    // Read all the same: it would be taken for the next request.
    if (head?.hasBody === true) {
      this.body ??= new RequestBody(head, 0, undefined, client.engine.limits, client.bareBodies);
    }
    try {
      const hasFilters = route !== undefined && routed !== undefined;
      this.send(hasFilters ? changeAnswer(route.filters, routed, answer, byFilter) : answer, answer.body);
    } catch (error) {
      // What filters have made of it cannot be sent: what they have not touched can.
      this.reason = messageOf(error);
      this.send(FAILED, FAILED.body);
    }
    this.answeredInFull = true;
    this.endIfFlushed();
  }

  /** @param message for clients of gRPC, which have no use for a page */
  private send(answer: Answer, message: Answer["body"]): void {
    if (!isGrpc(this.head?.header("content-type"))) {
      this.reply.answer(answer);
      return;
    }
    this.meant = answer.status;
    this.reply.answer(grpcAnswer({ ...answer, body: message }));
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

  /** The exchange is over: it is recorded. */
  protected end(now: number): void {
    if (this.over) return;
    this.over = true;
    this.requestTimer?.end();
    const { listener, reply, sourceAddress, reason, facts } = this;
    const end = { sourceAddress, status: this.meant ?? reply.status, reason, milliseconds: now - this.started };
    // Each by itself: what one call alone makes and reads is never allocated.
    const record =
      facts === undefined ? requestRecord(listener, end, this.whatIsKnown()) : requestRecord(listener, end, facts);
    this.client.engine.observer.requestEnded(record);
  }

  /** Lets go of the request but for what is recorded of it in the end. */
  protected forget(): void {
    const { host, path, ...others } = this.whatIsKnown();
    this.facts = { ...others, host: detached(host), path: detached(path) };
    this.target = "";
    this.head = undefined;
    this.route = undefined;
    this.routed = undefined;
    this.requestTimer = undefined;
    this.client.dropHead();
  }

  private whatIsKnown(): RequestFacts {
    const { router, route, service, forwarding, head } = this;
    return {
      router,
      route: route?.name,
      service: service?.name,
      instance: forwarding?.instance?.id,
      method: this.method,
      host: head?.target.host ?? "",
      path: pathOf(this.target),
      tries: forwarding?.tries ?? 0,
    };
  }
}
