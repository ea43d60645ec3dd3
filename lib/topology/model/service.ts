import type { ServiceLimits } from "./limits";
import type { Duration, Hostname, Name, Port, Weight } from "./primitives";

/** All instances of one service, and how requests are spread over them. */
export interface Service {
  readonly name: Name;
  /**
   * What the instances speak.
   *
   * @default "HTTP"
   */
  readonly protocol?: ServiceProtocol;
  /**
   * How instances are spoken to over TLS; for services that speak HTTP, H2C or GRPC. The latter two have to agree on
   * HTTP/2 in the handshake (ALPN, RFC 7301).
   *
   * @default without TLS
   */
  readonly tls?: ServiceTls;
  /** @default { "algorithm": "RoundRobin" } */
  readonly balancing?: Balancing;
  /** @default none: every member counts as healthy until a connection to it fails */
  readonly healthCheck?: HealthCheck;
  readonly sessionAffinity?: SessionAffinity;
  /** @default each limit's own */
  readonly limits?: ServiceLimits;
  /**
   * How long requests on a member that was taken away may go on.
   *
   * @default "30s"
   */
  readonly drain?: Duration;
  /** Instances known by address. A service without any answers 503. */
  readonly members?: readonly Member[];
  /** Where further instances are learned from. */
  readonly discovery?: Discovery;
}

/** TLS towards the instances of a service. Their certificates are always verified. */
export interface ServiceTls {
  /**
   * The name that instances are asked for (SNI), and that their certificates have to be for.
   *
   * @default the address of each member
   */
  readonly hostname?: Hostname;
  /**
   * A PEM file with the certificates of those who may have issued the instances'; a relative path starts from the
   * Topology's folder.
   *
   * @default those that Node.js trusts
   * @minLength 1
   */
  readonly caFile?: string;
  /**
   * The certificate that is shown to instances, by its name.
   *
   * @default none
   */
  readonly certificate?: Name;
}

export type ServiceProtocol = "HTTP" | "H2C" | "GRPC" | "TCP" | "TLS" | "UDP";

/** How an instance is picked. */
export interface Balancing {
  /**
   * - `RoundRobin`: in turn, by weight.
   * - `LeastConnections`: the fewest open requests or connections for its weight.
   * - `Random`: the less busy of two picked at random.
   * - `SourceHash`: by the client's address, so that one client keeps its instance while the set stays.
   * - `ConsistentHash`: by `key`; when an instance comes or goes, only its share of keys moves.
   */
  readonly algorithm: BalancingAlgorithm;
  /**
   * For `ConsistentHash` alone: what is hashed: `header:NAME`, `cookie:NAME`, `query:NAME`, `source` or `path`.
   *
   * @pattern ^((header|cookie|query):.+|source|path)$
   * @patternErrorMessage write "header:NAME", "cookie:NAME", "query:NAME", "source" or "path"
   */
  readonly key?: string;
}

export type BalancingAlgorithm = "RoundRobin" | "LeastConnections" | "Random" | "SourceHash" | "ConsistentHash";

/**
 * How instances are probed, told apart by `type`.
 *
 * @discriminator type
 */
export type HealthCheck = HttpHealthCheck | TcpHealthCheck | GrpcHealthCheck;

interface HealthCheckBase {
  /** @default the member's own port */
  readonly port?: Port;
  /** @default "10s" */
  readonly interval?: Duration;
  /**
   * At most `interval`.
   *
   * @default "2s", or `interval` where that is shorter
   */
  readonly timeout?: Duration;
  /**
   * Successes in a row until an unhealthy instance is used again.
   *
   * @asType integer
   * @minimum 1
   * @maximum 10
   * @default 2
   */
  readonly healthyThreshold?: number;
  /**
   * Failures in a row until a healthy instance is no longer used.
   *
   * @asType integer
   * @minimum 1
   * @maximum 10
   * @default 3
   */
  readonly unhealthyThreshold?: number;
}

/** A GET whose status must be one of `expectedStatuses`. */
export interface HttpHealthCheck extends HealthCheckBase {
  readonly type: "HTTP";
  /**
   * The path of the GET; a query may follow.
   *
   * @pattern ^/
   * @patternErrorMessage start it with "/"
   * @default "/"
   */
  readonly path?: string;
  /**
   * Statuses (`"200"`) and ranges of them (`"200-399"`).
   *
   * @minItems 1
   * @default ["200-399"]
   */
  readonly expectedStatuses?: readonly StatusRange[];
}

/**
 * A status (`"200"`) or a range of them, both ends included (`"200-399"`).
 *
 * @title status or range
 * @pattern ^[1-5][0-9]{2}(-[1-5][0-9]{2})?$
 * @patternErrorMessage write a status from 100 to 599 or a range, as in "200" or "200-399"
 */
export type StatusRange = string;

/** A connection that is accepted. */
export interface TcpHealthCheck extends HealthCheckBase {
  readonly type: "TCP";
}

/** The gRPC health checking protocol, `grpc.health.v1.Health/Check`. */
export interface GrpcHealthCheck extends HealthCheckBase {
  readonly type: "GRPC";
}

/** Keeps a client on one instance. */
export interface SessionAffinity {
  readonly type: "Cookie" | "SourceIP";
  /**
   * For `Cookie` alone.
   *
   * @pattern ^[A-Za-z0-9!#$%&'*+.^_`|~-]+$
   * @patternErrorMessage write letters, digits and !#$%&'*+-.^_`|~ alone, as in "portico"
   * @default "portico"
   */
  readonly cookieName?: string;
  /** @default for `Cookie` the browser's session, for `SourceIP` "1h" */
  readonly ttl?: Duration;
}

/** One instance. */
export interface Member {
  /**
   * An IP address or a host name, without port. Underscores are allowed, as container names have them.
   *
   * @minLength 1
   * @maxLength 253
   */
  readonly address: string;
  readonly port: Port;
  /** @default 1 */
  readonly weight?: Weight;
}

/**
 * Where instances are learned from, told apart by `type`.
 *
 * @discriminator type
 */
export type Discovery = DnsDiscovery | EtcdDiscovery | KubernetesDiscovery | DockerDiscovery;

/** The addresses of a host name. */
export interface DnsDiscovery {
  readonly type: "dns";
  /** @minLength 1 */
  readonly hostname: string;
  readonly port: Port;
  /** @default "10s" */
  readonly refresh?: Duration;
}

/** The keys under a prefix, each with `ip:port` as its value. */
export interface EtcdDiscovery {
  readonly type: "etcd";
  /** @minItems 1 */
  readonly endpoints: readonly string[];
  /** @minLength 1 */
  readonly prefix: string;
}

/** The EndpointSlices of a Service. */
export interface KubernetesDiscovery {
  readonly type: "kubernetes";
  /** @minLength 1 */
  readonly namespace: string;
  /** @minLength 1 */
  readonly service: string;
  /** A port's number or name. */
  readonly port: Port | string;
}

/** The containers that carry a label. */
export interface DockerDiscovery {
  readonly type: "docker";
  /** `NAME` or `NAME=VALUE`. */
  readonly label: string;
  readonly port: Port;
}
