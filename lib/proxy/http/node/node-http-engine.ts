import { createServer, type IncomingMessage, type Server, type ServerOptions, ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as HttpsServer } from "node:https";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type {
  BoundAddress,
  EngineContext,
  EngineObserver,
  HttpListenerPlan,
  HttpsListenerPlan,
  ListenerEngine,
} from "../../engine";
import { certificateOptions, useCertificates } from "../../tls";
import { answerFault, type ClientFault, clientFault } from "./client-error";
import { Exchange, type ExchangeContext, type ExchangeOptions } from "./exchange";
import type { HttpLimits } from "./limits";
import type { MirrorSender } from "./mirror-sender";
import { peerAddress } from "./request-head";
import type { UpstreamPool } from "./upstream-pool";

/** Connections that wait to be accepted. */
const BACKLOG = 1024;

function serverOptions(limits: HttpLimits): ServerOptions {
  return {
    insecureHTTPParser: false,
    joinDuplicateHeaders: true,
    // Counted and answered by the exchange, which can say why.
    requireHostHeader: false,
    maxHeaderSize: limits.head,
    headersTimeout: limits.headTime,
    // A body may take as long as it keeps coming.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: Math.min(1000, limits.headTime),
    noDelay: true,
  };
}

/** Serves HTTP/1.1 on Node's own server. */
export class NodeHttpEngine implements ListenerEngine<HttpListenerPlan | HttpsListenerPlan>, ExchangeContext {
  readonly observer: EngineObserver;
  plan: HttpListenerPlan | HttpsListenerPlan;
  draining = false;

  private readonly server: Server;
  /** Every connection, as accepted. */
  private readonly sockets = new Set<Socket>();
  /** Every connection that requests come on: with TLS, those past their handshake. */
  private readonly clients = new Set<Socket>();
  /** The latest exchange on each connection. */
  private readonly exchanges = new WeakMap<Duplex, Exchange>();
  private readonly onEmpty: (() => void)[] = [];

  constructor(
    plan: HttpListenerPlan | HttpsListenerPlan,
    context: EngineContext,
    readonly pool: UpstreamPool,
    readonly mirrors: MirrorSender,
  ) {
    this.plan = plan;
    this.observer = context.observer;
    this.server = plan.protocol === "HTTPS" ? this.createHttpsServer(plan) : createServer(serverOptions(pool.limits));
    this.attach();
  }

  open(): Promise<BoundAddress> {
    const { server, plan } = this;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: plan.address, port: plan.port, backlog: BACKLOG }, () => {
        server.off("error", reject);
        const { address, port } = server.address() as AddressInfo;
        resolve({ address, port });
      });
    });
  }

  update(plan: HttpListenerPlan | HttpsListenerPlan): void {
    const before = this.plan;
    this.plan = plan;
    if (plan.protocol === "HTTPS" && before.protocol === "HTTPS" && plan.certificates !== before.certificates) {
      useCertificates(this.server as HttpsServer, plan.certificates);
    }
  }

  stopAccepting(): Promise<void> {
    // The HTTP server's own `close` would end idle connections too, at once; `drain` does it with a farewell.
    if (this.server.listening) NetServer.prototype.close.call(this.server);
    return new Promise((resolve) => setImmediate(resolve));
  }

  drain(grace: number): Promise<void> {
    this.draining = true;
    return new Promise((resolve) => {
      // Again and again: a connection comes to rest when the response that was under way has ended.
      const farewell = setInterval(() => this.closeIdle(), Math.max(Math.min(this.pool.limits.farewell, grace), 1));
      const cut = setTimeout(() => this.closeAll(), Math.min(grace, 0x7fff_ffff));
      const empty = (): void => {
        clearInterval(farewell);
        clearTimeout(cut);
        // Ends the server's own timer.
        this.server.close();
        resolve();
      };
      if (this.sockets.size === 0) empty();
      else this.onEmpty.push(empty);
    });
  }

  private createHttpsServer(first: HttpsListenerPlan): HttpsServer {
    const current = () => (this.plan.protocol === "HTTPS" ? this.plan.certificates : first.certificates);
    return createTlsServer({
      ...serverOptions(this.pool.limits),
      ...certificateOptions(current),
      ALPNProtocols: ["http/1.1"],
    });
  }

  private attach(): void {
    const { server } = this;
    // More fields than Node's limit would be dropped in silence.
    server.maxHeadersCount = 0;
    server.setTimeout(this.pool.limits.clientIdle, (socket) => this.silent(socket));
    server.on("connection", (socket: Socket) => this.accepted(socket));
    server.on(this.plan.protocol === "HTTPS" ? "secureConnection" : "connection", (socket: Socket) => {
      this.clients.add(socket);
      socket.on("close", () => this.clients.delete(socket));
    });
    server.on("request", (request, response) => this.begin(request, response));
    server.on("checkContinue", (request, response) => this.begin(request, response, { expectsContinue: true }));
    server.on("checkExpectation", (request, response) => {
      this.begin(request, response, { refusal: { status: 417, reason: "the expectation is not known" } });
    });
    server.on("upgrade", (request, socket, head) => this.upgrade(request, socket as Socket, head));
    server.on("connect", (request, socket) => this.begin(request, detachedResponse(request, socket as Socket)));
    server.on("clientError", (error, socket) => this.corrupted(error, socket));
  }

  private accepted(socket: Socket): void {
    const { plan } = this;
    this.sockets.add(socket);
    this.observer.connectionOpened(plan);
    socket.on("close", () => {
      this.sockets.delete(socket);
      this.observer.connectionClosed(plan);
      if (this.sockets.size === 0) for (const callback of this.onEmpty.splice(0)) callback();
    });
  }

  private begin(request: IncomingMessage, response: ServerResponse, options?: ExchangeOptions): void {
    const exchange = new Exchange(this, request, response, options);
    this.exchanges.set(request.socket, exchange);
    exchange.start();
  }

  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const response = detachedResponse(request, socket);
    const { upgrade = "", "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
    if (encoding !== undefined || length !== "0") {
      const reason = "a request that changes the protocol cannot have a body";
      this.begin(request, response, { refusal: { status: 400, reason } });
      return;
    }
    // HTTP/2 by upgrade is gone from its standard (RFC 9113 section 3.1): the request is answered as it stands.
    const wanted = upgrade.toLowerCase() !== "h2c";
    this.begin(request, response, wanted ? { upgrade: { socket, head } } : {});
  }

  /** A connection has been silent for a while. */
  private silent(socket: Socket): void {
    const exchange = this.exchanges.get(socket);
    if (exchange === undefined || exchange.stalled()) socket.destroy();
    else socket.setTimeout(this.pool.limits.clientIdle);
  }

  /** What came is not HTTP, or the connection has failed. */
  private corrupted(error: Error, socket: Duplex): void {
    const fault = clientFault(error);
    // A client that has connected and sent nothing has asked for no answer.
    const unused = fault?.status === 408 && (socket as Socket).bytesRead === 0;
    if (fault === undefined || unused || !socket.writable) {
      socket.destroy();
      return;
    }
    const exchange = this.exchanges.get(socket);
    if (exchange?.corrupted(fault.status, fault.reason) === true) return;
    // The answer to a request before this one is still under way: it is the last on this connection.
    if (exchange?.isOver === false) exchange.whenOver(() => this.refuse(socket, fault));
    else this.refuse(socket, fault);
  }

  private refuse(socket: Duplex, fault: ClientFault): void {
    answerFault(socket, fault);
    this.observer.requestEnded({
      listener: this.plan,
      router: undefined,
      route: undefined,
      service: undefined,
      instance: undefined,
      method: "",
      host: "",
      path: "",
      status: fault.status,
      sourceAddress: peerAddress((socket as Socket).remoteAddress),
      milliseconds: 0,
      tries: 0,
      reason: fault.reason,
    });
  }

  private closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.clients) if (!this.exchanges.has(socket)) socket.destroy();
  }

  private closeAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A response for a request whose socket Node has handed over; its connection ends with it. */
function detachedResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on("finish", () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  socket.on("error", () => socket.destroy());
  return response;
}
