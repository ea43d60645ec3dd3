import { pickBackendByWeight } from "../../../routing";
import type { HttpPolicy, MirrorPlan, OutgoingRequest, RequestAttribute, RoutePlan, Verdict } from "../../engine";
import type { TimerOwner } from "../../time";
import { textAnswer } from "../answers";
import { addForwardedFields } from "../forwarded-fields";
import { forwardedFacts } from "./client-origin";
import type { ExchangeClient } from "./exchange-client";
import { ExchangeResponse } from "./exchange-response";
import { Forwarding, type ForwardingClient } from "./forwarding";
import { filteredHead, outgoingRequest, plainHead } from "./outgoing-head";
import { malformedRequest } from "./reply";
import { RequestBody } from "./request-body";
import { RequestHead, type RequestOrigin, readRequestHead } from "./request-head";
import { hasFilters } from "./route-changes";
import { RoutedHead } from "./routed-head";
import { SilenceWatch, silencePeriod } from "./silence-watch";
import type { UpstreamConnection } from "./upstream/upstream-connection";
import type { HeadParser } from "./wire/head-parser";
import type { RequestParser } from "./wire/request-parser";

const NO_MIRRORS: readonly MirrorPlan[] = [];

/** One request and its response. It goes by the plan that it came under. */
export class Exchange extends ExchangeResponse implements ForwardingClient, RequestOrigin, TimerOwner {
  readonly secure: boolean;
  /** A filter has yet to say whether it answers. */
  waitsForFilter = false;
  private headText = "";
  private silence: SilenceWatch | undefined;

  constructor(client: ExchangeClient, message: RequestParser) {
    super(client, message);
    this.secure = client.engine.plan.protocol === "HTTPS";
  }

  /** @param message that the exchange was made of */
  start(message: RequestParser): void {
    this.client.timer.set(this.started + silencePeriod(this.client.engine.limits));
    try {
      this.decide(message);
    } catch (error) {
      this.broken(error);
    }
  }

  get ownAuthority(): string {
    return this.client.origin.ownAuthority;
  }

  get underscores(): HttpPolicy["underscores"] {
    return this.client.engine.plan.policy.underscores;
  }

  get replayable(): boolean {
    return this.body?.replayable !== false;
  }

  get awaitsClient(): boolean {
    const { body, reply } = this;
    // Who waits for 100 (Continue) waits for the instance.
    return body?.waitsForClient === true && (body.begun || !reply.bodyInDoubt);
  }

  /** Whether more of what the client sends can be taken. */
  get takesMore(): boolean {
    return this.tunnel === undefined ? this.body?.wanted === true : this.tunnel.takesMore;
  }

  /** Takes what the client sends, as far as it belongs to this request. */
  take(bytes: Buffer, start: number, end: number): number {
    if (this.tunnel !== undefined) {
      this.tunnel.fromClient(bytes, start, end);
      return end;
    }
    const { body } = this;
    if (body === undefined) return start;
    const at = body.take(bytes, start, end);
    if (body.fault !== undefined) this.corrupted(body.fault.status, body.fault.reason);
    else if (body.complete) this.bodyComplete();
    return at;
  }

  /** The body has ended that has come without chunks. */
  bodyEnded(trailers: HeadParser | undefined): void {
    const { body } = this;
    if (body === undefined || body.complete || body.fault !== undefined) return;
    body.finishWith(trailers);
    this.bodyComplete();
  }

  /** As {@link HeadParser.neverIndexed}. */
  get neverIndexed(): ReadonlySet<string> | undefined {
    return this.head?.message.neverIndexed;
  }

  attribute(kind: RequestAttribute, name: string): string | undefined {
    return this.head?.attribute(kind, name);
  }

  sendTo(connection: UpstreamConnection): void {
    connection.sendHead(this.headText, this.neverIndexed);
    if (this.body === undefined) {
      connection.endRequest(false, "");
      return;
    }
    this.body.sendTo(connection);
    this.client.pump();
    // The head leaves with the first bytes of the body where they are at hand, and by itself where they are not.
    if (!this.client.holdsBytes) connection.flush();
  }

  stopSending(): void {
    this.body?.detach();
  }

  sendMore(): void {
    this.client.pump();
  }

  exhausted(status: number, reason: string): void {
    this.fail(status, reason);
  }

  protected override forget(): void {
    this.headText = "";
    this.silence = undefined;
    super.forget();
  }

  /** The client takes more. */
  drained(): void {
    if (this.tunnel !== undefined) this.tunnel.clientDrained();
    else if (this.answeredInFull) this.endIfFlushed();
    else if (this.stage !== undefined) this.stage.resume();
    else this.forwarding?.connection?.release();
  }

  /** The client has ended its half of the connection. */
  clientEnded(): void {
    if (this.tunnel !== undefined) {
      this.tunnel.clientEnded();
    } else if (this.body !== undefined && !this.body.complete) {
      this.reason ??= "the client went away within its request";
      this.client.cut();
    } else {
      this.client.timer.set(performance.now() + this.client.engine.limits.halfOpen);
    }
  }

  /** The client's connection is closed. */
  clientGone(reason = "the client went away"): void {
    if (this.over) return;
    this.clientIsGone = true;
    const connection = this.forwarding?.connection;
    if (this.tunnel !== undefined && connection !== undefined) {
      // What the client has sent still arrives; then both are closed, and it is over.
      connection.dropSoon();
      return;
    }
    if (this.tunnel === undefined) this.reason ??= reason;
    this.forwarding?.cancel("abandoned");
    this.stage?.destroy();
    this.end(performance.now());
  }

  /** The client's connection was silent for a while. @returns whether it must go */
  stalled(): boolean {
    if (this.tunnel !== undefined) {
      const { halfEnded } = this.tunnel;
      this.reason = halfEnded ? "one end had gone, and the other was silent" : "the connection was silent for too long";
      return true;
    }
    if (this.over) return true;
    if (this.client.halfClosed && !this.reply.begun) {
      this.reason = "the client went away";
      return true;
    }
    this.silence ??= new SilenceWatch(this.client.traffic, this.client.engine.limits);
    const reason = this.silence.check({
      // Once there is a response, both may be silent for as long as the instance alone: streams of gRPC are.
      clientSends: this.body?.waitsForClient === true && !this.reply.begun,
      responding: this.reply.begun,
    });
    this.reason ??= reason;
    return reason !== undefined;
  }

  timerExpired(): void {
    // A client that is slow says nothing about the instance.
    this.forwarding?.cancel(this.reply.begun || this.awaitsClient ? "abandoned" : "failed");
    this.fail(504, `not answered within ${this.route?.requestTimeout} ms`);
  }

  private decide(message: RequestParser): void {
    const { client } = this;
    const { plan } = client.engine;
    const head = readRequestHead(message, this);
    if (!(head instanceof RequestHead)) {
      this.reply.answers(malformedRequest(message.method, message.minor));
      this.refuse(head.status, head.reason);
      return;
    }
    this.head = head;
    this.router = plan.router.name;
    const { method, persistent, expectsContinue } = head;
    this.reply.answers({ method, minor: message.minor, persistent, expectsContinue });
    if (plan.protocol === "HTTPS" && plan.certificates.isMisdirected(client.origin.serverName, head.hostname)) {
      this.refuse(421, "the host has another certificate than this connection");
      return;
    }
    if (client.engine.census.overloaded) {
      this.reply.closes = true;
      this.answer(textAnswer(503, "there are too many connections"), "too many connections");
      return;
    }
    const { router, port } = plan;
    const hit = router.matcher.match(head);
    const route = hit && router.routes[hit.routeIndex];
    if (hit === undefined || route === undefined) {
      this.answer(textAnswer(404, "no route fits this request"), "no route");
      return;
    }
    this.route = route;
    const { answer } = route.filters;
    if (hasFilters(route.filters)) {
      this.routed = new RoutedHead(head, hit, this.secure ? "https" : "http", port, client.origin);
    }
    if (answer === undefined || this.routed === undefined) {
      this.forward(head, route, port);
      return;
    }
    const verdict = answer(this.routed);
    if (!(verdict instanceof Promise)) {
      this.judged(verdict, head, route, port);
      return;
    }
    this.limitTime(route.requestTimeout);
    this.waitsForFilter = true;
    void verdict.then((settled) => {
      this.waitsForFilter = false;
      if (this.over || this.answeredInFull) return;
      try {
        this.judged(settled, head, route, port);
      } catch (error) {
        this.broken(error);
      }
      this.client.pump();
    });
  }

  /** Goes on once it is known whether a filter answers. */
  private judged(verdict: Verdict, head: RequestHead, route: RoutePlan, port: number): void {
    if (verdict === undefined) this.forward(head, route, port);
    else this.answer(verdict, verdict.reason ?? "answered by a filter", true);
  }

  /** @param port the listener's */
  private forward(head: RequestHead, route: RoutePlan, port: number): void {
    const { client, routed } = this;
    const { engine } = client;
    const { filters, requestTimeout, retry } = route;
    const backend = pickBackendByWeight(route.backends, Math.random());
    const service = backend && route.services.get(backend.service);
    if (service === undefined) {
      this.answer(textAnswer(500, "the route has no service to send this request to"), "no service");
      return;
    }
    this.service = service;
    let mirrors = NO_MIRRORS;
    let outgoing: OutgoingRequest | undefined;
    if (routed === undefined || (filters.request.length === 0 && filters.mirrors.length === 0)) {
      this.headText = plainHead(head, client.origin.forwardedLinesFor(head, this.secure, port));
    } else {
      outgoing = outgoingRequest(head);
      addForwardedFields(outgoing.fields, forwardedFacts(head, client.origin, this.secure, port));
      for (const filter of filters.request) filter(outgoing, routed);
      this.headText = filteredHead(head, outgoing);
      mirrors = filters.mirrors.filter((mirror) => Math.random() < mirror.share);
    }
    if (head.hasBody) {
      const keep = retry.attempts > 0 || mirrors.length > 0 ? engine.limits.keptBody : 0;
      this.body = new RequestBody(head, keep, filters, engine.limits, client.bareBodies);
    }
    if (outgoing !== undefined && mirrors.length > 0) this.mirror(mirrors, outgoing);
    this.limitTime(requestTimeout);
    this.forwarding = new Forwarding(this, service, route, engine, this.started);
    this.forwarding.start();
  }

  /** @param milliseconds since it came; 0 is no limit */
  private limitTime(milliseconds: number): void {
    if (milliseconds === 0 || this.requestTimer !== undefined) return;
    this.requestTimer = this.client.engine.wheel.create(this);
    this.requestTimer.set(this.started + milliseconds);
  }

  private mirror(mirrors: readonly MirrorPlan[], outgoing: OutgoingRequest): void {
    const copy = (body: Buffer | undefined): void => {
      for (const mirror of mirrors) this.client.engine.mirrors.send(mirror, this.method, outgoing, body, this);
    };
    if (this.body === undefined) copy(undefined);
    else this.body.whenKept(copy);
  }

  private bodyComplete(): void {
    this.reply.bodyArrived = true;
    if (this.answeredInFull) this.endIfFlushed();
  }

  /** What the client sent of its body is not valid. */
  private corrupted(status: number, reason: string): void {
    this.forwarding?.cancel("abandoned");
    if (this.reply.begun) this.cut(reason);
    else this.refuse(status, reason);
  }
}
