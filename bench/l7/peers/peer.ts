import type { Command } from "../machine/started";

/** What a proxy is to do in a scenario. */
export interface ProxySetup {
  /** A folder of its own for its files. */
  readonly folder: string;
  readonly port: number;
  readonly protocol: ClientProtocol;
  /** PEM files; absent on plain connections. */
  readonly certificate: Certificate | undefined;
  /** Where the service behind the proxy listens: HTTP/1.1, or HTTP/2 without TLS for gRPC. */
  readonly servicePort: number;
  /** How many routes there are beside the one for every path: `/r0/`, `/r1/` and so on. */
  readonly routes: number;
  /** Whether requests and responses are changed by all filters that there are. */
  readonly filters: boolean;
  /** Whether connections from this machine begin with a PROXY header. */
  readonly proxyProtocol: boolean;
  /** Whether each request is logged, to nowhere. */
  readonly log: boolean;
}

/** `h2` and `grpc` are offered by ALPN. */
export type ClientProtocol = "http/1.1" | "h2" | "grpc";

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A proxy that is measured. */
export interface Peer {
  readonly name: string;
  /** `reference` is what Portico is held against; `javascript` what it has to beat. */
  readonly kind: "portico" | "reference" | "javascript";
  /** `undefined` where it is not installed. */
  version(): string | undefined;
  /** Writes what the proxy needs and says how to start it, in the foreground; or says why it cannot do that. */
  prepare(setup: ProxySetup): Command | Unfit;
}

/** Why a proxy is left out of a scenario. */
export interface Unfit {
  readonly unfit: string;
}

export function isUnfit(prepared: Command | Unfit): prepared is Unfit {
  return "unfit" in prepared;
}
