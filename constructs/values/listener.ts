import type { Duration, ListenerLimits, ProxyProtocol, RequestPolicy, TlsTermination } from "../../lib/topology";
import type { IngressRouter } from "../ingress-router";
import type { LogicalService } from "../logical-service";

interface ListenerBase {
  /**
   * The IP address that a self-hosted proxy binds; load balancers of a cloud have their own.
   *
   * @default "0.0.0.0"
   */
  readonly address?: string;
  /** 1 to 65535. TCP for every protocol but UDP. */
  readonly port: number;
}

interface StreamListenerBase extends ListenerBase {
  /**
   * The PROXY protocol: load balancers in front that say first whose connection it is; for the self-hosted proxy. Other
   * platforms have settings of their own.
   *
   * @default each peer is a client
   */
  readonly proxyProtocol?: ProxyProtocol;
}

export interface HttpListenerProps extends StreamListenerBase {
  /** The router that decides. */
  readonly router: IngressRouter;
  /**
   * What is done where standards leave a choice; for the self-hosted proxy. Other platforms have settings of their own.
   *
   * @default strict: no proxy in front is trusted
   */
  readonly requestPolicy?: RequestPolicy;
  /**
   * Bounds on what clients may do: times, and sizes of requests; for the self-hosted proxy. Other platforms have settings
   * of their own.
   *
   * @default each limit's own
   */
  readonly limits?: ListenerLimits;
}

export interface HttpsListenerProps extends HttpListenerProps {
  /** Names of certificates that the platform knows; the first answers where no server name fits. */
  readonly certificates: readonly string[];
  /**
   * Versions, ciphers and certificates of clients; for the self-hosted proxy. Other platforms have settings of their own.
   *
   * @default TLS 1.2 and 1.3, and no client is asked for a certificate
   */
  readonly tls?: TlsTermination;
}

export interface TcpListenerProps extends StreamListenerBase {
  readonly service: LogicalService;
  /**
   * How long a connection may stay silent in both directions.
   *
   * @default "1h"
   */
  readonly idleTimeout?: Duration;
}

export interface UdpListenerProps extends ListenerBase {
  readonly service: LogicalService;
  /**
   * How long a flow is remembered after its last datagram.
   *
   * @default "60s"
   */
  readonly idleTimeout?: Duration;
}

export interface TlsListenerProps extends TcpListenerProps {
  /** Names of certificates that the platform knows; the first answers where no server name fits. */
  readonly certificates: readonly string[];
  /**
   * Versions, ciphers and certificates of clients; for the self-hosted proxy. Other platforms have settings of their own.
   *
   * @default TLS 1.2 and 1.3, and no client is asked for a certificate
   */
  readonly tls?: TlsTermination;
}

export interface TlsPassthroughListenerProps extends StreamListenerBase {
  /**
   * Services by the client's server name (SNI, RFC 6066 section 3); the most specific hostname wins.
   *
   * @default none
   */
  readonly routes?: readonly { readonly hostnames: readonly string[]; readonly service: LogicalService }[];
  /**
   * Where every connection goes for which no route fits.
   *
   * @default none: it is closed
   */
  readonly service?: LogicalService;
  /**
   * How long a connection may stay silent in both directions.
   *
   * @default "1h"
   */
  readonly idleTimeout?: Duration;
}

export interface HttpsRedirectListenerProps extends StreamListenerBase {
  /**
   * The port that clients are sent to.
   *
   * @default 443
   */
  readonly httpsPort?: number;
  /**
   * Whether clients remember it, and whether they may change the method: 307 and 308 keep it.
   *
   * @default 301
   */
  readonly statusCode?: 301 | 302 | 307 | 308;
}

/** What a listener is, told apart by `protocol` (and, for TLS, `mode`). */
export type ListenerSpec =
  | ({ readonly protocol: "HTTP" } & HttpListenerProps)
  | ({ readonly protocol: "HTTPS" } & HttpsListenerProps)
  | ({ readonly protocol: "TCP" } & TcpListenerProps)
  | ({ readonly protocol: "UDP" } & UdpListenerProps)
  | ({ readonly protocol: "TLS"; readonly mode: "Terminate" } & TlsListenerProps)
  | ({ readonly protocol: "TLS"; readonly mode: "Passthrough" } & TlsPassthroughListenerProps);

/** A listener that sends every request to HTTPS; the edge makes the router for it. */
export interface HttpsRedirectSpec extends HttpsRedirectListenerProps {
  readonly protocol: "HTTP";
  readonly redirect: "https";
}

/** One socket of an edge. */
export class Listener {
  /** Plain HTTP, led to a router. */
  static http(props: HttpListenerProps): Listener {
    return new Listener({ protocol: "HTTP", ...props });
  }

  /** Plain HTTP that sends every client to HTTPS, at the same host, path and query. */
  static redirectToHttps(props: HttpsRedirectListenerProps): Listener {
    return new Listener({ protocol: "HTTP", redirect: "https", ...props });
  }

  /** HTTP over TLS, ended at the edge, led to a router. */
  static https(props: HttpsListenerProps): Listener {
    return new Listener({ protocol: "HTTPS", ...props });
  }

  /** Bytes, led to a service as they come. */
  static tcp(props: TcpListenerProps): Listener {
    return new Listener({ protocol: "TCP", ...props });
  }

  /** Datagrams, led to a service. */
  static udp(props: UdpListenerProps): Listener {
    return new Listener({ protocol: "UDP", ...props });
  }

  /** TLS that does not carry HTTP, ended at the edge. */
  static tls(props: TlsListenerProps): Listener {
    return new Listener({ protocol: "TLS", mode: "Terminate", ...props });
  }

  /** TLS passed through to services by its server name. */
  static tlsPassthrough(props: TlsPassthroughListenerProps): Listener {
    return new Listener({ protocol: "TLS", mode: "Passthrough", ...props });
  }

  private constructor(readonly spec: ListenerSpec | HttpsRedirectSpec) {}
}
