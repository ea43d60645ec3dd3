import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pickBackendByWeight, queryParameter } from "../../../routing";
import type {
  Answer,
  EngineObserver,
  HttpListenerPlan,
  HttpsListenerPlan,
  OutgoingRequest,
  PickContext,
  RequestAttribute,
  ResponseFilter,
  RoutePlan,
  ServiceRuntime,
} from "../../engine";
import { textAnswer } from "../answers";
import { cookieValue } from "../cookie-value";
import { fieldValue } from "../fields";
import { addForwardedFields } from "../forwarded-fields";
import { isPlainTransferEncoding, readResponseFields } from "../message-fields";
import type { Attempt } from "./attempt";
import { Forwarding, type ForwardingListener } from "./forwarding";
import { LIMITS } from "./limits";
import type { MirrorSender } from "./mirror-sender";
import { RequestBody } from "./request-body";
import { peerAddress, type RequestHead, readRequestHead } from "./request-head";
import { relayBody } from "./response-relay";
import { joinSockets } from "./tunnel";
import type { UpstreamPool } from "./upstream-pool";

/** What an exchange gets from its listener. */
export interface ExchangeContext {
  readonly plan: HttpListenerPlan | HttpsListenerPlan;
  readonly observer: EngineObserver;
  readonly pool: UpstreamPool;
  readonly mirrors: MirrorSender;
  /** Whether connections are to end after the response. */
  readonly draining: boolean;
}

/** How the request came. */
export interface ExchangeOptions {
  /** It waits for 100 (Continue) before it sends its body. */
  readonly expectsContinue?: boolean;
  /** Its connection, with what was read beyond the head, where it asks to change the protocol. */
  readonly upgrade?: { readonly socket: Socket; readonly head: Buffer };
}

const NO_FILTERS: readonly ResponseFilter[] = [];

/** One request and its response. It keeps the plan that it began with. */
export class Exchange implements ForwardingListener, Omit<PickContext, "tried"> {
  readonly secure: boolean;
  readonly sourceAddress: string;
  private readonly plan: HttpListenerPlan | HttpsListenerPlan;
  private readonly started = performance.now();
  private head: RequestHead | undefined;
  private route: RoutePlan | undefined;
  private service: ServiceRuntime | undefined;
  private body: RequestBody | undefined;
  private forwarding: Forwarding | undefined;
  private attempt: Attempt | undefined;
  private requestTimer: NodeJS.Timeout | undefined;
  private status = 0;
  private reason: string | undefined;
  private mustClose = false;
  private continued = false;
  private over = false;
  private silences = 0;
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
    response.on("close", () => this.closed());
  }

  start(): void {
    try {
      this.decide();
    } catch (error) {
      this.forwarding?.cancel("abandoned");
      this.fail(500, messageOf(error));
    }
  }

  private decide(): void {
    const head = readRequestHead(this.request);
    if ("reason" in head) {
      this.refuse(head.status, head.reason);
      return;
    }
    this.head = head;
    const { router } = this.plan;
    const hit = router.matcher.match(head);
    const route = hit === undefined ? undefined : router.routes[hit.routeIndex];
    if (hit === undefined || route === undefined) {
      this.answer(textAnswer(404, "no route fits this request"), "no route");
      return;
    }
    this.route = route;
    const { filters } = route;
    const routed = { scheme: this.scheme, port: this.plan.port, target: head.target, hit } as const;
    if (filters.answer !== undefined) {
      this.answer(filters.answer(routed), "answered by a filter", filters.response);
      return;
    }
    const backend = pickBackendByWeight(route.backends, Math.random());
    this.service = backend === undefined ? undefined : route.services.get(backend.service);
    if (this.service === undefined) {
      this.answer(textAnswer(500, "the route has no service to send this request to"), "no service");
      return;
    }
    const { target } = head;
    const outgoing: OutgoingRequest = {
      host: target.host,
      path: target.path + target.search,
      fields: head.fields.sentOn,
    };
    addForwardedFields(outgoing.fields, {
      sourceAddress: this.sourceAddress,
      scheme: this.scheme,
      host: target.host,
      port: this.plan.port,
    });
    for (const filter of filters.request) filter(outgoing, routed);
    this.forward(head, route, this.service, outgoing);
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
    const { sentOn, transferEncoding } = readResponseFields(response.rawHeaders);
    if (!isPlainTransferEncoding(transferEncoding)) {
      attempt.cancel("failed");
      this.fail(502, "the instance used an unknown Transfer-Encoding");
      return;
    }
    this.attempt = attempt;
    attempt.onCut = () => this.cut("the instance broke off its response");
    this.dress(sentOn, attempt);
    try {
      this.writeHead(response.statusCode ?? 502, sentOn, response.statusMessage);
    } catch (error) {
      attempt.cancel("failed");
      this.fail(502, `the instance sent an invalid response: ${messageOf(error)}`);
      return;
    }
    relayBody(response, this.response, () => attempt.complete("completed"));
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
    const { sentOn } = readResponseFields(response.rawHeaders);
    this.dress(sentOn, attempt);
    this.status = 101;
    this.response.detachSocket(upgrade.socket);
    attempt.onCut = () => upgrade.socket.destroy();
    upgrade.socket.write(rawHead(sentOn, protocol), "latin1");
    if (early.length > 0) upgrade.socket.write(early);
    if (upgrade.head.length > 0) upstream.write(upgrade.head);
    clearTimeout(this.requestTimer);
    joinSockets(upgrade.socket, upstream, LIMITS.tunnelIdle, (reason) => {
      this.reason = reason;
      attempt.complete("completed");
      this.end();
    });
  }

  informed(status: number, fields: readonly string[]): void {
    if (this.status !== 0) return;
    if (status === 100) {
      if (this.options.expectsContinue !== true || this.continued) return;
      this.continued = true;
      this.response.writeContinue();
    }
    const link = status === 103 ? fieldValue(fields, "link") : undefined;
    if (link !== undefined && this.request.httpVersionMinor === 1) this.response.writeEarlyHints({ link });
  }

  exhausted(status: number, reason: string): void {
    this.fail(status, reason);
  }

  /** The client's connection was silent for a while. @returns whether it must go */
  stalled(): boolean {
    if (this.over) return true;
    this.silences += 1;
    if (this.body?.waitsForClient === true) {
      this.reason = "the client stopped sending";
      return true;
    }
    if (this.response.writableNeedDrain) {
      this.reason = "the client stopped reading";
      return true;
    }
    this.reason = "the instance fell silent";
    return this.status !== 0 && this.silences * LIMITS.clientIdle >= LIMITS.instanceIdle;
  }

  /** What the client sent next is not valid. @returns whether the answer to it is still this exchange's to give */
  corrupted(status: number, reason: string): boolean {
    if (this.over || this.request.complete) return false;
    this.forwarding?.cancel("abandoned");
    if (this.status === 0) this.refuse(status, reason);
    else this.cut(reason);
    return true;
  }

  get isOver(): boolean {
    return this.over;
  }

  whenOver(callback: () => void): void {
    this.overCallbacks.push(callback);
  }

  private get scheme(): "http" | "https" {
    return this.secure ? "https" : "http";
  }

  private forward(head: RequestHead, route: RoutePlan, service: ServiceRuntime, outgoing: OutgoingRequest): void {
    const mirrors = route.filters.mirrors.filter((mirror) => Math.random() < mirror.share);
    if (head.hasBody) {
      const kept = route.retry.attempts > 0 || mirrors.length > 0;
      this.body = new RequestBody(this.request, kept ? LIMITS.keptBody : 0);
    }
    const connectionFields = this.connectionFields(head);
    const forwarding = new Forwarding(
      service,
      {
        method: head.method,
        outgoing,
        connectionFields,
        body: this.body,
        backendTimeout: route.backendTimeout,
        retry: route.retry,
        client: this,
      },
      this.context.pool,
      this,
    );
    this.forwarding = forwarding;
    if (route.requestTimeout > 0) {
      const reason = `not answered within ${route.requestTimeout} ms`;
      this.requestTimer = setTimeout(() => this.timedOut(reason), Math.min(route.requestTimeout, 0x7fff_ffff));
    }
    if (mirrors.length > 0) {
      const copy = (body: Buffer | undefined): void => {
        for (const mirror of mirrors) this.context.mirrors.send(mirror, head.method, outgoing, body, this);
      };
      if (this.body === undefined) copy(undefined);
      else this.body.whenKept(copy);
    }
    forwarding.start();
  }

  /** Framing and connection fields of what is sent on, written from what was understood. */
  private connectionFields(head: RequestHead): readonly string[] {
    const { contentLength, transferEncoding, trailersWelcome } = head.fields;
    const fields: string[] = [];
    if (this.options.upgrade !== undefined) fields.push("Connection", "Upgrade", "Upgrade", head.upgrade ?? "");
    else if (trailersWelcome) fields.push("TE", "trailers", "Connection", "keep-alive, TE");
    if (transferEncoding !== undefined) fields.push("Transfer-Encoding", "chunked");
    else if (contentLength !== undefined) fields.push("Content-Length", contentLength);
    else if (!BODYLESS.has(head.method)) fields.push("Content-Length", "0");
    if (this.options.expectsContinue === true) fields.push("Expect", "100-continue");
    return fields;
  }

  private dress(fields: string[], attempt: Attempt): void {
    if (attempt.affinityCookie !== undefined) fields.push("Set-Cookie", attempt.affinityCookie);
    for (const filter of this.route?.filters.response ?? NO_FILTERS) filter(fields);
  }

  private refuse(status: number, reason: string): void {
    this.mustClose = true;
    this.answer(textAnswer(status, reason), reason);
  }

  /** The service could not answer. */
  private fail(status: number, reason: string): void {
    if (this.over) return;
    if (this.status === 0) this.answer(textAnswer(status, SHORT[status] ?? "the request failed"), reason);
    else this.cut(reason);
  }

  private timedOut(reason: string): void {
    this.forwarding?.cancel("failed");
    this.fail(504, reason);
  }

  private answer(answer: Answer, reason: string, filters: readonly ResponseFilter[] = NO_FILTERS): void {
    if (this.over || this.response.headersSent) return;
    this.reason = reason;
    const fields = [...answer.fields];
    for (const filter of filters) filter(fields);
    const bodyless = answer.status === 204 || answer.status === 304;
    if (!bodyless) fields.push("Content-Length", String(Buffer.byteLength(answer.body)));
    this.writeHead(answer.status, fields);
    this.response.end(bodyless ? undefined : answer.body);
  }

  private writeHead(status: number, fields: string[], statusText?: string): void {
    // Without 100 (Continue) the client may send its body or not: what comes next cannot be told apart.
    const bodyInDoubt = this.options.expectsContinue === true && !this.continued && !this.request.complete;
    if (this.mustClose || this.context.draining || bodyInDoubt) fields.push("Connection", "close");
    if (statusText === undefined) this.response.writeHead(status, fields);
    else this.response.writeHead(status, statusText, fields);
    this.status = status;
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
    const timer = setTimeout(() => socket.destroy(), LIMITS.linger);
    this.request.once("end", () => clearTimeout(timer));
    socket.once("close", () => clearTimeout(timer));
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.requestTimer);
    const { plan, request, route, service, forwarding, attempt } = this;
    const url = request.url ?? "";
    const mark = url.indexOf("?");
    this.context.observer.requestEnded({
      listener: plan,
      router: this.head === undefined ? undefined : plan.router.name,
      route: route?.name,
      service: service?.name,
      instance: (attempt ?? forwarding)?.instance?.id,
      method: request.method ?? "",
      host: this.head?.target.host ?? "",
      path: mark < 0 ? url : url.slice(0, mark),
      status: this.status,
      sourceAddress: this.sourceAddress,
      milliseconds: performance.now() - this.started,
      tries: forwarding?.tries ?? 0,
      reason: this.reason,
    });
    for (const callback of this.overCallbacks) callback();
  }
}

/** Methods whose requests have no body unless they say so: a missing length needs no mention. */
const BODYLESS: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/** What clients are told; the log tells why. */
const SHORT: Readonly<Record<number, string>> = {
  502: "the service sent no valid response",
  503: "no instance of the service can be reached",
  504: "the service did not answer in time",
};

function rawHead(fields: readonly string[], protocol: string): string {
  let head = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`;
  for (let index = 0; index < fields.length; index += 2) head += `${fields[index]}: ${fields[index + 1]}\r\n`;
  return `${head}\r\n`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
