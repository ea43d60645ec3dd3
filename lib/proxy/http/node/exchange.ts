import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pickBackendByWeight, queryParameter } from "../../../routing";
import type {
  Answer,
  BodyStageFactory,
  EngineObserver,
  HttpListenerPlan,
  HttpsListenerPlan,
  OutgoingRequest,
  PickContext,
  RequestAttribute,
  RoutedRequest,
  RoutePlan,
  ServiceRuntime,
  Verdict,
} from "../../engine";
import { messageOf } from "../../errors";
import { textAnswer } from "../answers";
import { cookieValue } from "../cookie-value";
import { fieldValue } from "../fields";
import { addForwardedFields } from "../forwarded-fields";
import { isPlainTransferEncoding, readResponseFields } from "../message-fields";
import type { Attempt } from "./attempt";
import { Forwarding, type ForwardingListener } from "./forwarding";
import type { HttpLimits } from "./limits";
import type { MirrorSender } from "./mirror-sender";
import { outgoingConnectionFields } from "./outgoing-fields";
import { Reply, type ReplyContext } from "./reply";
import { RequestBody } from "./request-body";
import { type HeadRefusal, peerAddress, type RequestHead, readRequestHead } from "./request-head";
import { joinSockets } from "./tunnel";
import type { UpstreamPool } from "./upstream-pool";

/** What an exchange gets from its listener. */
export interface ExchangeContext extends ReplyContext {
  readonly plan: HttpListenerPlan | HttpsListenerPlan;
  readonly observer: EngineObserver;
  readonly pool: UpstreamPool;
  readonly mirrors: MirrorSender;
}

/** How the request came. */
export interface ExchangeOptions {
  /** It waits for 100 (Continue) before it sends its body. */
  readonly expectsContinue?: boolean;
  /** Its connection, with what was read beyond the head, where it asks to change the protocol. */
  readonly upgrade?: { readonly socket: Socket; readonly head: Buffer };
  /** It cannot be taken up at all. */
  readonly refusal?: HeadRefusal;
}

/** What clients are told; the log tells why. */
const SHORT: Readonly<Record<number, string>> = {
  502: "the service sent no valid response",
  503: "no instance of the service can be reached",
  504: "the service did not answer in time",
};

/** One request and its response. It keeps the plan that it began with. */
export class Exchange implements ForwardingListener, Omit<PickContext, "tried"> {
  readonly secure: boolean;
  readonly sourceAddress: string;
  private readonly plan: HttpListenerPlan | HttpsListenerPlan;
  private readonly reply: Reply;
  private readonly started = performance.now();
  private head: RequestHead | undefined;
  private route: RoutePlan | undefined;
  private routed: RoutedRequest | undefined;
  private service: ServiceRuntime | undefined;
  private body: RequestBody | undefined;
  private forwarding: Forwarding | undefined;
  private requestTimer: NodeJS.Timeout | undefined;
  private reason: string | undefined;
  private over = false;
  private silences = 0;
  private bytesAtSilence = -1;
  private readonly overCallbacks: (() => void)[] = [];

  constructor(
    private readonly context: ExchangeContext,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly options: ExchangeOptions = {},
  ) {
    this.plan = context.plan;
    this.secure = this.plan.protocol === "HTTPS";
    this.sourceAddress = peerAddress(request.socket.remoteAddress);
    this.reply = new Reply(context, request, response, options.expectsContinue === true);
    response.on("close", () => this.closed());
  }

  get isOver(): boolean {
    return this.over;
  }

  start(): void {
    this.guard(() => this.decide());
  }

  whenOver(callback: () => void): void {
    this.overCallbacks.push(callback);
  }

  /** The client's connection was silent for a while. @returns whether it must go */
  stalled(): boolean {
    if (this.over) return true;
    const { bytesWritten } = this.request.socket;
    this.silences = bytesWritten === this.bytesAtSilence ? this.silences + 1 : 1;
    this.bytesAtSilence = bytesWritten;
    if (this.body?.waitsForClient === true) {
      this.reason = "the client stopped sending";
      return true;
    }
    if (this.reply.blocked) {
      this.reason = "the client stopped reading";
      return true;
    }
    const tooLong = this.reply.begun && this.silences * this.limits.clientIdle >= this.limits.instanceIdle;
    if (tooLong) this.reason = "the instance fell silent";
    return tooLong;
  }

  /** What the client sent next is not valid. @returns whether the answer to it is this exchange's to give */
  corrupted(status: number, reason: string): boolean {
    if (this.over || this.request.complete) return false;
    this.forwarding?.cancel("abandoned");
    if (this.reply.begun) this.cut(reason);
    else this.refuse(status, reason);
    return true;
  }

  attribute(kind: RequestAttribute, name: string): string | undefined {
    const { head } = this;
    switch (kind) {
      case "header":
        return head?.header(name);
      case "cookie":
        return cookieValue(head?.header("cookie"), name);
      case "query":
        return queryParameter(head?.query ?? "", name);
      case "path":
        return head?.path;
    }
  }

  answered(attempt: Attempt, response: IncomingMessage): void {
    const { sentOn, transferEncoding } = readResponseFields(response.rawHeaders, response.statusCode ?? 0);
    if (!isPlainTransferEncoding(transferEncoding)) {
      attempt.cancel("failed");
      this.fail(502, "the instance used an unknown Transfer-Encoding");
      return;
    }
    attempt.onCut = (reason) => this.cut(reason);
    try {
      const stage = this.dress(sentOn, response.statusCode ?? 0, attempt);
      this.reply.relay(response, sentOn, stage, {
        ended: () => attempt.complete("completed"),
        failed: (reason) => this.cut(reason),
      });
    } catch (error) {
      attempt.cancel("failed");
      this.fail(502, `the instance sent an invalid response: ${messageOf(error)}`);
    }
  }

  upgraded(attempt: Attempt, response: IncomingMessage, upstream: Socket, early: Buffer): void {
    const { upgrade } = this.options;
    const protocol = fieldValue(response.rawHeaders, "upgrade");
    if (upgrade === undefined || protocol === undefined) {
      upstream.destroy();
      attempt.cancel("failed");
      this.fail(502, "the instance changed the protocol unasked");
      return;
    }
    clearTimeout(this.requestTimer);
    const { sentOn } = readResponseFields(response.rawHeaders, 101);
    this.dress(sentOn, 101, attempt);
    this.reply.changeProtocol(upgrade.socket, protocol, sentOn);
    if (early.length > 0) upgrade.socket.write(early);
    if (upgrade.head.length > 0) upstream.write(upgrade.head);
    attempt.onCut = () => upgrade.socket.destroy();
    joinSockets(upgrade.socket, upstream, this.limits.tunnelIdle, (reason) => {
      this.reason = reason;
      attempt.complete("completed");
      this.end();
    });
  }

  informed(status: number, fields: readonly string[]): void {
    this.reply.inform(status, fields);
  }

  exhausted(status: number, reason: string): void {
    this.fail(status, reason);
  }

  private get limits(): HttpLimits {
    return this.context.pool.limits;
  }

  private get scheme(): "http" | "https" {
    return this.secure ? "https" : "http";
  }

  private decide(): void {
    const head = this.options.refusal ?? readRequestHead(this.request, this.limits);
    if ("reason" in head) {
      this.refuse(head.status, head.reason);
      return;
    }
    this.head = head;
    const { router, port } = this.plan;
    const hit = router.matcher.match(head);
    const route = hit && router.routes[hit.routeIndex];
    if (hit === undefined || route === undefined) {
      this.answer(textAnswer(404, "no route fits this request"), "no route");
      return;
    }
    this.route = route;
    const routed: RoutedRequest = {
      scheme: this.scheme,
      port,
      target: head.target,
      hit,
      method: head.method,
      sourceAddress: this.sourceAddress,
      fields: head.fields.sentOn,
      header: (name) => head.header(name),
    };
    this.routed = routed;
    const verdict = route.filters.answer?.(routed);
    if (verdict instanceof Promise) {
      void verdict.then((settled) => this.guard(() => this.judged(settled, head, route, routed)));
    } else {
      this.judged(verdict, head, route, routed);
    }
  }

  /** Goes on once it is known whether a filter answers. */
  private judged(verdict: Verdict, head: RequestHead, route: RoutePlan, routed: RoutedRequest): void {
    if (this.over) return;
    if (verdict !== undefined) {
      this.answer(verdict, "answered by a filter", true);
      return;
    }
    const { scheme, sourceAddress } = this;
    const backend = pickBackendByWeight(route.backends, Math.random());
    this.service = backend && route.services.get(backend.service);
    if (this.service === undefined) {
      this.answer(textAnswer(500, "the route has no service to send this request to"), "no service");
      return;
    }
    const { host, path, search } = head.target;
    const outgoing: OutgoingRequest = { host, path: path + search, fields: head.fields.sentOn };
    addForwardedFields(outgoing.fields, { sourceAddress, scheme, host, port: this.plan.port });
    for (const filter of route.filters.request) filter(outgoing, routed);
    this.forward(head, route, this.service, outgoing);
  }

  private forward(head: RequestHead, route: RoutePlan, service: ServiceRuntime, outgoing: OutgoingRequest): void {
    const { method } = head;
    const { backendTimeout, requestTimeout, retry, filters } = route;
    const mirrors = filters.mirrors.filter((mirror) => Math.random() < mirror.share);
    if (head.hasBody) {
      const kept = retry.attempts > 0 || mirrors.length > 0;
      const keep = kept ? this.limits.keptBody : 0;
      this.body = new RequestBody(this.request, keep, filters.maxRequestBody, () => this.bodyTooLong());
    }
    const { body } = this;
    if (mirrors.length > 0) {
      const copy = (whole: Buffer | undefined): void => {
        for (const mirror of mirrors) this.context.mirrors.send(mirror, method, outgoing, whole, this);
      };
      if (body === undefined) copy(undefined);
      else body.whenKept(copy);
    }
    if (requestTimeout > 0) {
      const reason = `not answered within ${requestTimeout} ms`;
      this.requestTimer = setTimeout(() => this.timedOut(reason), Math.min(requestTimeout, 0x7fff_ffff));
    }
    const connectionFields = outgoingConnectionFields(head, {
      expectsContinue: this.options.expectsContinue === true,
      changesProtocol: this.options.upgrade !== undefined,
    });
    const request = { method, outgoing, connectionFields, body, backendTimeout, retry, client: this };
    this.forwarding = new Forwarding(service, request, this.context.pool, this);
    this.forwarding.start();
  }

  /** @returns the stage that the body is to go through */
  private dress(fields: string[], status: number, attempt: Attempt): BodyStageFactory | undefined {
    if (attempt.affinityCookie !== undefined) fields.push("Set-Cookie", attempt.affinityCookie);
    if (this.route === undefined || this.routed === undefined) return undefined;
    const { shape, response } = this.route.filters;
    const stage = shape?.(fields, status, this.routed);
    for (const filter of response) filter(fields);
    return stage;
  }

  private bodyTooLong(): void {
    this.forwarding?.cancel("abandoned");
    this.body?.discard();
    if (this.reply.begun) this.cut("the body is too long");
    else this.refuse(413, "the body is too long");
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.forwarding?.cancel("abandoned");
      this.fail(500, messageOf(error));
    }
  }

  private refuse(status: number, reason: string): void {
    this.reply.mustClose = true;
    this.answer(textAnswer(status, reason), reason);
  }

  /** The service could not answer. */
  private fail(status: number, reason: string): void {
    if (this.reply.begun) this.cut(reason);
    else this.answer(textAnswer(status, SHORT[status] ?? "the request failed"), reason);
  }

  private timedOut(reason: string): void {
    this.forwarding?.cancel("failed");
    this.fail(504, reason);
  }

  /** @param byFilter whether a filter of the route gave it, so that the route's changes to responses apply to it */
  private answer(answer: Answer, reason: string, byFilter = false): void {
    if (this.over) return;
    this.reason = reason;
    const { routed, route } = this;
    const dressed = (routed && route?.filters.ownAnswer?.(answer, routed)) ?? answer;
    const changes = byFilter ? (route?.filters.response ?? []) : [];
    if (changes.length === 0) {
      this.reply.answer(dressed);
      return;
    }
    const fields = [...dressed.fields];
    for (const change of changes) change(fields);
    this.reply.answer({ ...dressed, fields });
  }

  /** The response cannot be ended as it should: the client must see that. */
  private cut(reason: string): void {
    this.reason = reason;
    this.request.socket.destroy();
  }

  /** The response was sent, or the client has gone. */
  private closed(): void {
    if (this.over) return;
    if (!this.response.writableFinished) {
      this.reason ??= "the client went away";
      this.forwarding?.cancel("abandoned");
    } else if (!this.request.complete && this.body?.begun === true) {
      this.lingerForBody(this.body);
    }
    this.end();
  }

  /** The client may still be sending: a connection closed now could take the response with it. */
  private lingerForBody(body: RequestBody): void {
    const { socket } = this.request;
    body.discard();
    const timer = setTimeout(() => socket.destroy(), this.limits.linger);
    this.request.once("end", () => clearTimeout(timer));
    socket.once("close", () => clearTimeout(timer));
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.requestTimer);
    const { plan, request, route, service, forwarding, head } = this;
    const url = request.url ?? "";
    const mark = url.indexOf("?");
    this.context.observer.requestEnded({
      listener: plan,
      router: head && plan.router.name,
      route: route?.name,
      service: service?.name,
      instance: forwarding?.instance?.id,
      method: request.method ?? "",
      host: head?.target.host ?? "",
      path: mark < 0 ? url : url.slice(0, mark),
      status: this.reply.status,
      sourceAddress: this.sourceAddress,
      milliseconds: performance.now() - this.started,
      tries: forwarding?.tries ?? 0,
      reason: this.reason,
    });
    for (const callback of this.overCallbacks) callback();
  }
}
