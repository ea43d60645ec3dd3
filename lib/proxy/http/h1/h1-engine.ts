import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from "node:tls";
import { isDeepStrictEqual } from "node:util";
import type {
  BoundAddress,
  CertificateSet,
  EngineContext,
  EngineObserver,
  ListenerEngine,
  ListenerIdentity,
} from "../../engine";
import { identityOf } from "../../listener-identity";
import { Reception } from "../../proxy-protocol";
import { canTakeUp, certificateOptions, clientCertificateOf, stapleOcsp, useCertificates } from "../../tls";
import { H2Server } from "../h2";
import type { HttpLimits } from "../limits";
import { ClientConnection, type ConnectionOwner } from "./client-connection";
import type { Handshake } from "./connection-origin";
import type { EngineParts, HttpPlan } from "./engine-context";
import { type Receiver, readLent } from "./lent-reads";
import { requestRecord } from "./request-record";
import { ParserPool } from "./wire/parser-pool";

/** Connections that wait to be accepted. */
const BACKLOG = 1024;
const LONGEST_TIMER = 0x7fff_ffff;

/** What the engines of all listeners share. */
type SharedParts = Omit<EngineParts, "plan" | "listener" | "observer" | "parsers" | "lastResponses">;

/** Serves HTTP/1.1 and HTTP/2 on one listening socket. */
export class H1Engine implements ListenerEngine<HttpPlan>, ConnectionOwner {
  readonly observer: EngineObserver;
  limits: HttpLimits;
  readonly wheel: EngineParts["wheel"];
  parsers: ParserPool;
  readonly mirrors: EngineParts["mirrors"];
  readonly pool: EngineParts["pool"];
  readonly budgets: EngineParts["budgets"];
  readonly census: EngineParts["census"];
  plan: HttpPlan;
  listener: ListenerIdentity;

  private readonly server: Server;
  private tls: TlsServer | undefined;
  private readonly connections = new Set<ClientConnection>();
  private readonly http2: H2Server;
  private readonly reception: Reception;
  private draining = false;
  private readonly onEmpty: (() => void)[] = [];

  constructor(
    plan: HttpPlan,
    context: EngineContext,
    private readonly shared: SharedParts,
  ) {
    this.plan = plan;
    this.listener = identityOf(plan);
    this.observer = context.observer;
    this.limits = boundedBy(plan, shared.limits);
    this.wheel = shared.wheel;
    this.parsers = new ParserPool(this.limits);
    this.mirrors = shared.mirrors;
    this.pool = shared.pool;
    this.budgets = shared.budgets;
    this.census = shared.census;
    this.http2 = new H2Server(this);
    this.reception = new Reception(shared.census, shared.wheel, context.observer, {
      headerTime: () => this.limits.headTime,
      onAdmitted: (socket, client) => this.begin(socket, client),
      onRefused: (sourceAddress, reason) => this.refused(sourceAddress, reason),
      onClosed: () => this.checkEmpty(),
    });
    this.tls = plan.protocol === "HTTPS" ? this.createTls(plan.certificates) : undefined;
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, pauseOnConnect: this.tls === undefined };
    this.server = createServer(options, (socket) => this.reception.receive(socket, this.plan));
  }

  get lastResponses(): boolean {
    return this.draining || this.census.crowded;
  }

  open(): Promise<BoundAddress> {
    const { server } = this;
    // What is called back is kept for as long as the server: it must not hold the first plan.
    const { address: host, port } = this.plan;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, backlog: BACKLOG }, () => {
        server.off("error", reject);
        // A connection that could not be accepted, for want of descriptors, is lost; the next ones need not be.
        server.on("error", () => {});
        const bound = server.address() as AddressInfo;
        resolve({ address: bound.address, port: bound.port });
      });
    });
  }

  update(plan: HttpPlan): void {
    const before = this.plan;
    this.plan = plan;
    if (plan.edge !== before.edge || plan.name !== before.name) this.listener = identityOf(plan);
    if (!isDeepStrictEqual(plan.limits, before.limits)) {
      this.limits = boundedBy(plan, this.shared.limits);
      this.parsers = new ParserPool(this.limits);
    }
    if (plan.protocol !== "HTTPS" || before.protocol !== "HTTPS" || this.tls === undefined) return;
    if (plan.certificates === before.certificates) return;
    if (canTakeUp(before.certificates, plan.certificates)) useCertificates(this.tls, plan.certificates);
    else this.tls = this.createTls(plan.certificates);
  }

  stopAccepting(): Promise<void> {
    // The descriptor is closed by the time of the next turn; the server's own callback waits for connections, too.
    return new Promise((resolve) => {
      this.server.close();
      setImmediate(resolve);
    });
  }

  drain(grace: number): Promise<void> {
    this.draining = true;
    this.http2.announceEnd();
    return new Promise((resolve) => {
      // Again and again: a connection comes to rest when the response that was under way has ended.
      const farewell = setInterval(() => this.closeIdle(), Math.max(Math.min(this.limits.farewell, grace), 1));
      const cut = setTimeout(() => this.cutAll(), Math.min(grace, LONGEST_TIMER));
      const empty = (): void => {
        clearInterval(farewell);
        clearTimeout(cut);
        resolve();
      };
      this.onEmpty.push(empty);
      this.checkEmpty();
    });
  }

  connectionClosed(connection: ClientConnection): void {
    this.connections.delete(connection);
  }

  serveHttp2(socket: Socket, handshake: Handshake): Receiver {
    const receive = this.http2.accept(socket, handshake);
    if (this.draining) this.http2.announceEnd();
    return receive;
  }

  private createTls(first: CertificateSet): TlsServer {
    const current = () => (this.plan.protocol === "HTTPS" ? this.plan.certificates : first);
    const options = { ...certificateOptions(current), ALPNProtocols: ["h2", "http/1.1"], allowHalfOpen: true };
    const tls = createTlsServer(options, (socket) => {
      const certificate = clientCertificateOf(socket, current());
      if (certificate === "refused") {
        socket.destroy();
        return;
      }
      const sourceAddress = this.reception.clientOf(socket);
      const handshake = { serverName: serverNameOf(socket), certificate, sourceAddress };
      if (socket.alpnProtocol === "h2") readLent(socket, this.serveHttp2(socket, handshake));
      else this.serve(socket, handshake);
    });
    stapleOcsp(tls, current);
    tls.on("tlsClientError", (_error, socket) => socket.destroy());
    return tls;
  }

  /** @param sourceAddress the client's, where it is not the peer's */
  private begin(socket: Socket, sourceAddress: string | undefined): void {
    if (this.tls === undefined) this.serve(socket, { sourceAddress });
    else this.tls.emit("connection", socket);
  }

  private refused(sourceAddress: string, reason: string): void {
    this.observer.requestEnded(requestRecord(this.listener, { sourceAddress, status: 400, reason, milliseconds: 0 }));
  }

  private serve(socket: Socket, handshake: Handshake): ClientConnection {
    const connection = new ClientConnection(socket, this, handshake);
    this.connections.add(connection);
    return connection;
  }

  private closeIdle(): void {
    this.http2.end();
    for (const connection of this.connections) if (connection.idle) connection.cut();
  }

  private cutAll(): void {
    for (const connection of this.connections) connection.cut();
    for (const socket of this.reception.open) socket.destroy();
  }

  private checkEmpty(): void {
    if (this.reception.open.size > 0) return;
    for (const callback of this.onEmpty.splice(0)) callback();
  }
}

/** A listener's limits. Most have none of their own, and share one object. */
function boundedBy({ limits }: HttpPlan, shared: HttpLimits): HttpLimits {
  return Object.keys(limits).length === 0 ? shared : { ...shared, ...limits };
}

function serverNameOf(socket: TLSSocket): string | undefined {
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return typeof servername === "string" ? servername : undefined;
}
