import type { SecureContext, SecureContextOptions } from "node:tls";
import type { RouterPlan } from "./router-plan";
import type { ServiceRuntime } from "./service-runtime";

interface ListenerPlanBase {
  readonly edge: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** A listener as one snapshot has it: immutable, every name resolved. */
export type ListenerPlan = HttpListenerPlan | HttpsListenerPlan | TcpListenerPlan | TlsListenerPlan | UdpListenerPlan;

/** A set of addresses. */
export interface AddressSet {
  includes(address: string): boolean;
}

/** Proxies in front that say first whose connection it is. */
export interface ProxyProtocolPlan {
  readonly trustedProxies: AddressSet;
}

/** A listener of TCP, whatever is spoken over it. */
interface StreamListenerPlanBase extends ListenerPlanBase {
  /** Absent, no header is read. */
  readonly proxyProtocol?: ProxyProtocolPlan;
}

/** What a listener of HTTP does where standards leave a choice. */
export interface HttpPolicy {
  /** Request fields whose names hold an underscore. */
  readonly underscores: "keep" | "drop" | "refuse";
  /** The proxies in front that may say where requests come from; `undefined` is none. */
  readonly trustedProxies: AddressSet | undefined;
}

/** Bounds of a listener of HTTP that are not the engine's own. Times in milliseconds, sizes in bytes. */
export interface HttpBounds {
  /** From the first byte of a request, or from connecting, to the end of its head. */
  readonly headTime?: number;
  /** Between requests on one connection. */
  readonly keepAlive?: number;
  /** Silence of a client in the middle of a request or response. */
  readonly clientIdle?: number;
  /** Silence of an instance in the middle of a response. */
  readonly instanceIdle?: number;
  /** Silence on an upgraded connection. */
  readonly tunnelIdle?: number;
  /** The request line's target. */
  readonly target?: number;
  /** Request line and fields together. */
  readonly head?: number;
  /** Fields of a request. */
  readonly fieldCount?: number;
  /** Requests under way on one connection of HTTP/2. */
  readonly streams?: number;
}

export interface HttpListenerPlan extends StreamListenerPlanBase {
  readonly policy: HttpPolicy;
  readonly limits: HttpBounds;
  readonly protocol: "HTTP";
  readonly router: RouterPlan;
}

export interface HttpsListenerPlan extends StreamListenerPlanBase {
  readonly policy: HttpPolicy;
  readonly limits: HttpBounds;
  readonly protocol: "HTTPS";
  readonly router: RouterPlan;
  readonly certificates: CertificateSet;
}

export interface TcpListenerPlan extends StreamListenerPlanBase {
  readonly protocol: "TCP";
  readonly service: ServiceRuntime;
  /** Milliseconds of silence in both directions after which a connection is closed; 0 is no limit. */
  readonly idleTimeout: number;
}

export type TlsListenerPlan = TlsTerminatePlan | TlsPassthroughPlan;

export interface TlsTerminatePlan extends TlsPlanBase {
  readonly mode: "Terminate";
  readonly certificates: CertificateSet;
}

export interface TlsPassthroughPlan extends TlsPlanBase {
  readonly mode: "Passthrough";
}

interface TlsPlanBase extends StreamListenerPlanBase {
  readonly protocol: "TLS";
  /** Where no route fits; absent, such a connection is refused. */
  readonly service: ServiceRuntime | undefined;
  readonly routes: readonly TlsRoutePlan[];
  /** Milliseconds of silence in both directions after which a connection is closed; 0 is no limit. */
  readonly idleTimeout: number;
}

/** The service for server names that fit one of `hostnames`; across all routes the most specific name wins. */
export interface TlsRoutePlan {
  /** In lower case; exact names and wildcards. */
  readonly hostnames: readonly string[];
  readonly service: ServiceRuntime;
}

export interface UdpListenerPlan extends ListenerPlanBase {
  readonly protocol: "UDP";
  readonly service: ServiceRuntime;
  /** Milliseconds after its last datagram for which a flow is remembered. */
  readonly idleTimeout: number;
}

/** Whether clients have to show a certificate; where it is not required they may. */
export interface ClientCertificates {
  readonly required: boolean;
}

/** The certificates of a listener, loaded and ready. */
export interface CertificateSet {
  /** Absent where clients are not asked for a certificate. */
  readonly clients: ClientCertificates | undefined;
  /** The first certificate with its key and the protocol floor: what a server is created with. */
  readonly defaults: SecureContextOptions;
  /** The certificate for a server name (SNI); the first where none fits. */
  contextFor(serverName: string): SecureContext;
  /** What is shown to clients that ask whether a certificate, as DER, is still good (RFC 6066 section 8), as DER. */
  ocspFor(der: Buffer): Buffer | undefined;
  /**
   * Whether a request came on a connection that was made for another certificate than its host's (RFC 9110 section
   * 15.5.20). A host that no certificate names belongs to all of them.
   *
   * @param serverName what the client asked for (SNI); `undefined` where it asked for none
   * @param hostname the request's, in lower case
   */
  isMisdirected(serverName: string | undefined, hostname: string): boolean;
}
