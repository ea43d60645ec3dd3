import { pickBackendByWeight } from "../../../routing";
import type {
  Answer,
  BodyStageFactory,
  MirrorPlan,
  OutgoingRequest,
  RequestAttribute,
  RoutePlan,
  ServiceRuntime,
  Verdict,
} from "../../engine";
import { messageOf } from "../../errors";
import { textAnswer } from "../answers";
import { addForwardedFields } from "../forwarded-fields";
import type { ClientConnection } from "./client-connection";
import { forwardedFacts } from "./client-origin";
import type { HttpPlan } from "./engine-context";
import { Forwarding, type ForwardingClient } from "./forwarding";
import { changesProtocol, filteredHead, outgoingRequest, plainHead } from "./outgoing-head";
import { Reply } from "./reply";
import { RequestBody } from "./request-body";
import { RequestHead, readRequestHead } from "./request-head";
import { requestRecord } from "./request-record";
import type { ResponseFraming } from "./response-head";
import { ResponseStage, type StageListener } from "./response-stage";
import { changeAnswer, changeResponse } from "./route-changes";
import { RoutedHead } from "./routed-head";
import { SilenceWatch, silencePeriod } from "./silence-watch";
import type { Timer, TimerOwner } from "./time/timer-wheel";
import { trailerLines } from "./trailers";
import { Tunnel } from "./tunnel";
import type { UpstreamConnection } from "./upstream/upstream-connection";
import { UPGRADE } from "./wire/field-kind";
import { valueOfKind } from "./wire/field-section";
import type { HeadParser } from "./wire/head-parser";
import type { RequestParser } from "./wire/request-parser";
import type { ResponseParser } from "./wire/response-parser";

/** What clients are told; the log tells why. */
const SHORT: Readonly<Record<number, string>> = {
  502: "the service sent no valid response",
  503: "no instance of the service can be reached",
  504: "the service did not answer in time",
};
const NO_MIRRORS: readonly MirrorPlan[] = [];

/** One request and its response. It keeps the plan that it began with. */
export class Exchange implements ForwardingClient, StageListener, TimerOwner {
  readonly secure: boolean;
  readonly sourceAddress: string;
  readonly method: string;
  private readonly plan: HttpPlan;
  private readonly started = performance.now();
  private readonly reply: Reply;
  private head: RequestHead | undefined;
  private route: RoutePlan | undefined;
  private routed: RoutedHead | undefined;
  private stage: ResponseStage | undefined;
  private trailers = "";
  /** A filter has yet to say whether it answers. */
  waitsForFilter = false;
  private service: ServiceRuntime | undefined;
  private headText = "";
  private body: RequestBody | undefined;
  private forwarding: Forwarding | undefined;
  private tunnel: Tunnel | undefined;
  private requestTimer: Timer | undefined;
  private reason: string | undefined;
  /** All of the response was handed over; some of it may still wait for the client. */
  private answeredInFull = false;
  private over = false;
  private waitsForFlush = false;
  /** The connection serves the next request. */
  private handedBack = false;
  private clientIsGone = false;
  private silence: SilenceWatch | undefined;

  constructor(
    private readonly client: ClientConnection,
    private readonly message: RequestParser,
  ) {
    this.plan = client.engine.plan;
    this.secure = this.plan.protocol === "HTTPS";
    this.sourceAddress = client.sourceAddress;
    this.method = message.method;
    this.reply = new Reply(client.writer);
  }

  start(): void {
    this.client.timer.set(this.started + silencePeriod(this.client.engine.limits));
    try {
      this.decide();
    } catch (error) {
      this.broken(error);
    }
  }

  get replayable(): boolean {
    return this.body?.replayable !== false;
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

  attribute(kind: RequestAttribute, name: string): string | undefined {
    return this.head?.attribute(kind, name);
  }

  sendTo(connection: UpstreamConnection): void {
    connection.writer.text(this.headText);
    if (this.body === undefined) {
      connection.requestSent = true;
      connection.writer.flush();
      return;
    }
    this.body.sendTo(connection);
    this.client.pump();
    // The head leaves with the first bytes of the body where they are at hand, and by itself where they are not.
    if (!this.client.holdsBytes) connection.writer.flush();
  }

  stopSending(): void {
    this.body?.detach();
  }

  sendMore(): void {
    this.client.pump();
  }

  informed(head: ResponseParser): void {
    this.reply.inform(head);
  }

  answered(head: ResponseParser, framing: ResponseFraming): void {
    const { client, forwarding, reply, route } = this;
    if (client.engine.lastResponses) reply.closes = true;
    if (route === undefined || (route.filters.shape === undefined && route.filters.response.length === 0)) {
      reply.begin(head, framing, forwarding?.affinityCookie);
      return;
    }
    try {
      const change = (fields: string[]) => this.changeResponse(fields, head.status);
      const make = reply.beginChanged(head, framing, forwarding?.affinityCookie, change);
      if (make !== undefined) this.stage = new ResponseStage(make, reply, client.writer, this);
    } catch (error) {
      forwarding?.cancel("failed");
      this.fail(502, `the response cannot be sent: ${messageOf(error)}`);
    }
  }

  upgraded(head: ResponseParser): void {
    const { client, forwarding } = this;
    const protocol = valueOfKind(head, UPGRADE);
    const connection = forwarding?.connection;
    if (this.head === undefined || !changesProtocol(this.head) || protocol === undefined || connection === undefined) {
      forwarding?.cancel("failed");
      this.fail(502, "the instance changed the protocol unasked");
      return;
    }
    this.requestTimer?.end();
    try {
      const change = (fields: string[]) => this.changeResponse(fields, head.status);
      this.reply.changeProtocol(head, protocol, forwarding?.affinityCookie, change);
    } catch (error) {
      forwarding?.cancel("failed");
      this.fail(502, `the response cannot be sent: ${messageOf(error)}`);
      return;
    }
    this.tunnel = new Tunnel(client, connection, client.engine.limits.tunnelIdle);
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

  exhausted(status: number, reason: string): void {
    this.fail(status, reason);
  }

  /** The response cannot be ended as it should: the client must see that. */
  cut(reason: string): void {
    this.reason ??= reason;
    if (this.tunnel !== undefined) this.closeTunnel();
    else this.client.cut();
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
  clientGone(): void {
    if (this.over) return;
    this.clientIsGone = true;
    const connection = this.forwarding?.connection;
    if (this.tunnel !== undefined && connection !== undefined) {
      // What the client has sent still arrives; then both are closed, and it is over.
      connection.dropSoon();
      return;
    }
    if (this.tunnel === undefined) this.reason ??= "the client went away";
    this.forwarding?.cancel("abandoned");
    this.stage?.destroy();
    this.end(performance.now());
  }

  /** The client's connection was silent for a while. @returns whether it must go */
  stalled(): boolean {
    if (this.tunnel !== undefined) {
      this.reason = "the connection was silent for too long";
      return true;
    }
    if (this.over) return true;
    if (this.client.halfClosed && !this.reply.begun) {
      this.reason = "the client went away";
      return true;
    }
    this.silence ??= new SilenceWatch(this.client.socket, this.client.engine.limits);
    const reason = this.silence.check({
      clientSends: this.body?.waitsForClient === true,
      responding: this.reply.begun,
    });
    this.reason ??= reason;
    return reason !== undefined;
  }

  timerExpired(): void {
    this.forwarding?.cancel("failed");
    this.fail(504, `not answered within ${this.route?.requestTimeout} ms`);
  }

  private decide(): void {
    const { client, message, plan } = this;
    const head = readRequestHead(message, client);
    if (!(head instanceof RequestHead)) {
      const { method, minor } = message;
      // The answer to HEAD has no body, whatever else is wrong with the request (RFC 9110 section 9.3.2).
      this.reply.answers({ method, minor, persistent: false, expectsContinue: false });
      this.refuse(head.status, head.reason);
      return;
    }
    this.head = head;
    const { method, persistent, expectsContinue } = head;
    this.reply.answers({ method, minor: message.minor, persistent, expectsContinue });
    if (plan.protocol === "HTTPS" && plan.certificates.isMisdirected(client.serverName, head.hostname)) {
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
    this.routed = new RoutedHead(head, hit, this.secure ? "https" : "http", port, client);
    if (answer === undefined || this.routed === undefined) {
      this.forward(head, route);
      return;
    }
    const verdict = answer(this.routed);
    if (!(verdict instanceof Promise)) {
      this.judged(verdict, head, route);
      return;
    }
    this.waitsForFilter = true;
    void verdict.then((settled) => {
      this.waitsForFilter = false;
      if (this.over) return;
      try {
        this.judged(settled, head, route);
      } catch (error) {
        this.broken(error);
      }
      this.client.pump();
    });
  }

  /** Goes on once it is known whether a filter answers. */
  private judged(verdict: Verdict, head: RequestHead, route: RoutePlan): void {
    if (verdict === undefined) this.forward(head, route);
    else this.answer(verdict, verdict.reason ?? "answered by a filter", true);
  }

  private forward(head: RequestHead, route: RoutePlan): void {
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
      this.headText = plainHead(head, client.forwardedLinesFor(head, this.secure, this.plan.port));
    } else {
      outgoing = outgoingRequest(head);
      addForwardedFields(outgoing.fields, forwardedFacts(head, client, this.secure, this.plan.port));
      for (const filter of filters.request) filter(outgoing, routed);
      this.headText = filteredHead(head, outgoing);
      mirrors = filters.mirrors.filter((mirror) => Math.random() < mirror.share);
    }
    if (head.hasBody) {
      const keep = retry.attempts > 0 || mirrors.length > 0 ? engine.limits.keptBody : 0;
      this.body = new RequestBody(head, keep, filters.maxRequestBody, engine.limits);
    }
    if (outgoing !== undefined && mirrors.length > 0) this.mirror(mirrors, outgoing);
    if (requestTimeout > 0) {
      this.requestTimer = engine.wheel.create(this);
      this.requestTimer.set(this.started + requestTimeout);
    }
    this.forwarding = new Forwarding(this, service, route, engine, this.started);
    this.forwarding.start();
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

  private refuse(status: number, reason: string): void {
    this.reply.closes = true;
    this.answer(textAnswer(status, reason), reason);
  }

  /** The service could not answer. */
  private fail(status: number, reason: string): void {
    if (this.reply.begun) this.cut(reason);
    else this.answer(textAnswer(status, SHORT[status] ?? "the request failed"), reason);
  }

  /** @param byFilter whether a filter of the route gave it, so that the route's changes to responses apply to it */
  private answer(answer: Answer, reason: string, byFilter = false): void {
    if (this.over) return;
    const { client, head, reply, route, routed } = this;
    this.reason = reason;
    if (client.engine.lastResponses) reply.closes = true;
    // Read all the same: it would be taken for the next request.
    if (head?.hasBody === true) this.body ??= new RequestBody(head, 0, Number.POSITIVE_INFINITY, client.engine.limits);
    const changed =
      route === undefined || routed === undefined ? answer : changeAnswer(route.filters, routed, answer, byFilter);
    reply.answer(changed);
    this.answeredInFull = true;
    this.endIfFlushed();
  }

  private changeResponse(fields: string[], status: number): BodyStageFactory | undefined {
    const { route, routed } = this;
    if (route === undefined || routed === undefined) return undefined;
    return changeResponse(route.filters, routed, fields, status);
  }

  /** The instance's side of an upgraded connection is closed: what it sent still arrives at the client. */
  private closeTunnel(): void {
    if (this.clientIsGone) this.end(performance.now());
    else this.client.socket.destroySoon();
  }

  /** A filter has failed. */
  private broken(error: unknown): void {
    this.forwarding?.cancel("abandoned");
    this.fail(500, messageOf(error));
  }

  /** The exchange is over when its response is on its way; its connection goes on when its request was read, too. */
  private endIfFlushed(): void {
    const { client, body, reply } = this;
    if (this.handedBack) return;
    if (!client.writer.flushed) {
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

  /** What is written over TLS is never on its way at once, and `drain` is emitted for large responses alone. */
  private waitForFlush(): void {
    if (this.waitsForFlush) return;
    this.waitsForFlush = true;
    this.client.writer.whenFlushed(() => {
      this.waitsForFlush = false;
      if (this.answeredInFull && !this.clientIsGone) this.endIfFlushed();
    });
  }

  private end(now: number): void {
    if (this.over) return;
    this.over = true;
    this.requestTimer?.end();
    const { plan, message, route, service, forwarding, head, reply, sourceAddress, reason } = this;
    const end = { sourceAddress, status: reply.status, reason, milliseconds: now - this.started };
    const record = requestRecord(plan, end, {
      routed: head !== undefined,
      route: route?.name,
      service: service?.name,
      instance: forwarding?.instance?.id,
      method: this.method,
      host: head?.target.host ?? "",
      target: message.target,
      tries: forwarding?.tries ?? 0,
    });
    this.client.engine.observer.requestEnded(record);
  }
}
