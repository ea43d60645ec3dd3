import type { ListenerLimits } from "./limits";
import type { Cidr, Duration, Hostname, Name, Port } from "./primitives";

/** Where clients arrive: an edge load balancer and the sockets that it listens on. */
export interface Edge {
  readonly name: Name;
  /**
   * At least one; no two on the same address and port.
   *
   * @minItems 1
   */
  readonly listeners: readonly Listener[];
}

/**
 * One socket of an edge, told apart by `protocol`. HTTP and HTTPS lead to a router, the others to a service.
 *
 * @discriminator protocol
 */
export type Listener = HttpListener | HttpsListener | TcpListener | TlsListener | UdpListener;

interface ListenerBase {
  readonly name: Name;
  /**
   * The IP address that the proxy binds. `0.0.0.0` is every IPv4 address, `::` every address of both kinds.
   *
   * @default "0.0.0.0"
   */
  readonly address?: string;
  readonly port: Port;
}

/**
 * The PROXY protocol, version 1 and 2 (https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt): a load balancer in
 * front that passes bytes on says first, in a header, whose connection it is. The address in the header is the client's.
 */
export interface ProxyProtocol {
  /**
   * Networks of load balancers in front. Each of their connections has to begin with a header: one that is malformed,
   * missing or too slow closes it. From everywhere else no header is read, so that one is no valid request. Whoever can
   * connect from such a network can claim any address.
   *
   * @minItems 1
   */
  readonly trustedProxies: readonly Cidr[];
}

/** What a listener of HTTP does where standards leave a choice. The defaults are the strict ones. */
export interface RequestPolicy {
  /**
   * Networks of proxies in front. What their requests say in `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host`,
   * `X-Forwarded-Port` and `Forwarded` is passed on and added to; from everywhere else it is replaced. The last address
   * in `X-Forwarded-For` that lies in no such network is the client's. Whoever can connect from such a network can claim
   * any origin.
   *
   * @default none
   */
  readonly trustedProxies?: readonly Cidr[];
  /**
   * Request fields whose names hold an underscore; some services cannot tell `X_User` from `X-User`.
   *
   * - `Keep`: sent on, but for those that would pass for a field that the proxy vouches for.
   * - `Drop`: left out.
   * - `Refuse`: the request is answered with 400.
   *
   * @default "Keep"
   */
  readonly underscores?: "Keep" | "Drop" | "Refuse";
}

/** Plain HTTP. */
export interface HttpListener extends ListenerBase {
  readonly protocol: "HTTP";
  /** @default strict */
  readonly requestPolicy?: RequestPolicy;
  /** @default each limit's own */
  readonly limits?: ListenerLimits;
  /** @default no header is read, and each peer is a client */
  readonly proxyProtocol?: ProxyProtocol;
  /** The router that decides. */
  readonly router: Name;
}

/** HTTP over TLS, ended here. */
export interface HttpsListener extends ListenerBase {
  readonly protocol: "HTTPS";
  /** @default strict */
  readonly requestPolicy?: RequestPolicy;
  /** @default each limit's own */
  readonly limits?: ListenerLimits;
  /** @default no header is read, and each peer is a client */
  readonly proxyProtocol?: ProxyProtocol;
  readonly router: Name;
  /**
   * Certificates by name. The client's server name (SNI, RFC 6066 section 3) picks one; the first answers where none
   * fits.
   *
   * @minItems 1
   */
  readonly certificates: readonly Name[];
  /** @default { "policy": "Intermediate" }, and no client is asked for a certificate */
  readonly tls?: TlsTermination;
}

/** How TLS is ended. */
export interface TlsTermination {
  /**
   * Versions and ciphers that clients may use, by the names of Mozilla's recommendations for servers.
   *
   * - `Intermediate`: TLS 1.3, and TLS 1.2 with forward secrecy and authenticated encryption alone.
   * - `Modern`: TLS 1.3 alone.
   *
   * @default "Intermediate"
   */
  readonly policy?: "Intermediate" | "Modern";
  /** @default clients are not asked for a certificate */
  readonly clientValidation?: ClientValidation;
}

/**
 * Certificates of clients. What a client has shown is passed on in the field `Client-Cert` (RFC 9440) of requests; the
 * same field of the client's own is dropped.
 */
export interface ClientValidation {
  /**
   * A PEM file with the certificates of those who may have issued a client's; a relative path starts from the Topology's
   * folder.
   *
   * @minLength 1
   */
  readonly caFile: string;
  /**
   * - `Required`: a client without a certificate is refused.
   * - `Optional`: it is served without one. One that shows a certificate of another issuer is refused all the same.
   *
   * @default "Required"
   */
  readonly mode?: "Required" | "Optional";
}

/** Bytes, passed on as they come. */
export interface TcpListener extends ListenerBase {
  readonly protocol: "TCP";
  /** @default no header is read, and each peer is a client */
  readonly proxyProtocol?: ProxyProtocol;
  readonly service: Name;
  /**
   * How long a connection may stay silent in both directions.
   *
   * @default "1h"
   */
  readonly idleTimeout?: Duration;
}

/** TLS connections that do not carry HTTP, ended here or passed through by server name. */
export interface TlsListener extends ListenerBase {
  readonly protocol: "TLS";
  /** @default no header is read, and each peer is a client */
  readonly proxyProtocol?: ProxyProtocol;
  /** @default { "mode": "Terminate" } */
  readonly tls?: ListenerTls;
  /**
   * For `Terminate` alone: certificates by name, the first is the default.
   *
   * @minItems 1
   */
  readonly certificates?: readonly Name[];
  /** Where every connection goes for which no entry of `tlsRoutes` fits. */
  readonly service?: Name;
  /** Services by the client's server name. */
  readonly tlsRoutes?: readonly TlsRoute[];
  /**
   * How long a connection may stay silent in both directions.
   *
   * @default "1h"
   */
  readonly idleTimeout?: Duration;
}

/** What a TLS listener does with the handshake; all but `mode` is for `Terminate` alone. */
export interface ListenerTls extends TlsTermination {
  /** `Terminate` ends TLS here; `Passthrough` reads the server name alone and passes the bytes on. */
  readonly mode: "Terminate" | "Passthrough";
}

/** The service for connections whose server name (SNI) fits one of `hostnames`; the most specific name wins. */
export interface TlsRoute {
  /** @minItems 1 */
  readonly hostnames: readonly Hostname[];
  readonly service: Name;
}

/** Datagrams; those of one client address and port go to one instance while the flow lives. */
export interface UdpListener extends ListenerBase {
  readonly protocol: "UDP";
  readonly service: Name;
  /**
   * How long a flow is remembered after its last datagram.
   *
   * @default "60s"
   */
  readonly idleTimeout?: Duration;
}
