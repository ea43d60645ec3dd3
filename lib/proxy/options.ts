import type { Topology } from "../topology";
import type { ReloadResult } from "./config";
import type { BoundAddress, RequestRecord } from "./engine";
import type { ProxyLog } from "./log";

/** What to run: a file, which is watched, or a Topology as it stands. */
export type ConfigurationSource = { readonly configFile: string } | { readonly topology: Topology };

export type StartProxyOptions = ConfigurationSource & {
  /**
   * Where relative paths in the Topology start.
   *
   * @default the configuration file's folder; without a file the working directory
   */
  readonly baseDir?: string;
  /**
   * `HOST:PORT` of the admin endpoint.
   *
   * @default none
   */
  readonly admin?: string;
  /**
   * Where the proxy says what it does.
   *
   * @default JSON lines on standard error
   */
  readonly log?: ProxyLog;
  /** Called once for each request that has ended. */
  readonly onRequest?: (record: RequestRecord) => void;
  /**
   * Keys the values of affinity cookies. Copies of the proxy that share clients need the same one. With the default, a
   * reader who knows a service's name could find an instance's address by trying them all.
   *
   * @default one that is the same everywhere
   */
  readonly affinityKey?: string;
  /**
   * Milliseconds that requests and connections on a listener have which a new configuration no longer names.
   *
   * @default 30000
   */
  readonly drainGrace?: number;
  /**
   * Connections of clients that a process has at one time, on all listeners but those of UDP. Some way below it load is
   * shed; above it connections are closed as they come. Each takes up to two files, of which the system lets a process
   * have so many open and no more.
   *
   * @default 50000
   */
  readonly maxConnections?: number;
  /**
   * The same from one source: an address of IPv4, or a network of 64 bits of IPv6, whose addresses its owner chooses
   * freely (RFC 4291 section 2.5.1). Link-local addresses of IPv6 count each by itself.
   *
   * @default two fifths of `maxConnections`
   */
  readonly maxConnectionsPerSource?: number;
};

/** A listener that is bound, and where. */
export interface ListenerAddress extends BoundAddress {
  readonly edge: string;
  readonly listener: string;
  readonly protocol: string;
}

/** A proxy at work. */
export interface RunningProxy {
  addresses(): readonly ListenerAddress[];
  /** Where the admin endpoint is bound. */
  readonly adminAddress: BoundAddress | undefined;
  /** The configuration that runs. */
  topology(): Topology;
  /** Looks at the configuration again. What cannot be run is logged and changes nothing. */
  reload(): Promise<ReloadResult>;
  /** Not ready any more, stops accepting, waits for what is under way, then cuts the rest. Called again it may cut sooner. */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /**
   * Milliseconds that requests and connections under way have.
   *
   * @default 30000
   */
  readonly graceMs?: number;
}
