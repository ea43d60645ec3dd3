import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { ConnectionCensus } from "../../connections";
import type { CertificateSet, EngineContext, ListenerEngine, ServiceRuntime, TlsListenerPlan } from "../../engine";
import { DEFAULT_LIMITS, type Layer4Limits } from "../limits";
import { StreamEngine, StreamSession } from "../stream";
import { peekHello } from "./peek-hello";
import { ServerNameTable } from "./server-name-table";
import { TlsTerminator } from "./tls-terminator";

/** The fatal alert `unrecognized_name` in a record of its own: RFC 6066 section 3, RFC 8446 section 6. */
const UNRECOGNIZED_NAME = Buffer.from([21, 3, 3, 0, 2, 2, 112]);

const NO_SERVICE = "no service for the server name";

/**
 * A TLS listener: the client's server name leads to a service. `Terminate` ends TLS here and passes plain bytes on;
 * `Passthrough` reads the ClientHello alone and passes all on as it came.
 */
export function createTlsEngine(
  plan: TlsListenerPlan,
  context: EngineContext,
  limits: Layer4Limits = DEFAULT_LIMITS,
  census = new ConnectionCensus(),
): ListenerEngine<TlsListenerPlan> {
  return new TlsEngine(plan, context, limits, census);
}

class TlsEngine extends StreamEngine<TlsListenerPlan> {
  private routes: ServerNameTable<ServiceRuntime>;
  private terminator: TlsTerminator | undefined;

  constructor(plan: TlsListenerPlan, context: EngineContext, limits: Layer4Limits, census: ConnectionCensus) {
    super(plan, context, limits, census);
    this.routes = routeTable(plan);
  }

  override update(plan: TlsListenerPlan): void {
    this.routes = routeTable(plan);
    super.update(plan);
  }

  protected override serve(client: Socket, plan: TlsListenerPlan): void {
    if (plan.mode === "Passthrough") this.passThrough(client, plan);
    else this.terminatorWith(plan.certificates).accept(client);
  }

  private passThrough(client: Socket, plan: TlsListenerPlan): void {
    const { wheel, limits } = this.surroundings;
    const session = new StreamSession(client, plan, this.surroundings);
    peekHello(client, wheel, limits, {
      onHello: ({ serverName }, bytes) => {
        session.serverName = serverName;
        const service = this.serviceFor(serverName);
        if (service === undefined) session.refuse(NO_SERVICE, UNRECOGNIZED_NAME);
        else session.joinTo(service, bytes);
      },
      onRefused: (reason) => session.refuse(reason),
    });
  }

  private terminate(client: TLSSocket): void {
    const session = new StreamSession(client, this.plan, this.surroundings);
    session.serverName = requestedName(client);
    const service = this.serviceFor(session.serverName);
    if (service === undefined) session.refuse(NO_SERVICE);
    else session.joinTo(service);
  }

  private serviceFor(serverName: string | undefined): ServiceRuntime | undefined {
    return (serverName === undefined ? undefined : this.routes.find(serverName)) ?? this.plan.service;
  }

  private terminatorWith(certificates: CertificateSet): TlsTerminator {
    this.terminator ??= new TlsTerminator(certificates, this.surroundings.limits.handshakeTimeout, {
      onSecure: (client) => this.terminate(client),
      onFailed: (client, reason) => this.reportHandshake(client, reason),
    });
    this.terminator.use(certificates);
    return this.terminator;
  }

  private reportHandshake(client: TLSSocket, reason: string): void {
    this.reportRefusal(this.surroundings.sourceOf(client), reason, requestedName(client));
  }
}

function routeTable({ routes }: TlsListenerPlan): ServerNameTable<ServiceRuntime> {
  return new ServerNameTable(
    routes.flatMap(({ hostnames, service }) => hostnames.map((hostname) => [hostname, service] as const)),
  );
}

/** The server name of a handshake that ended here, written as routes have it. */
function requestedName({ servername }: TLSSocket): string | undefined {
  if (typeof servername !== "string") return undefined;
  return servername.toLowerCase().replace(/\.$/, "");
}
