import { Tokenization } from "../../cdktf";

/** What the proxy is told on its command line, wherever it runs. */
export interface ProcessProps {
  /**
   * Processes that share the listeners of one copy of the proxy, 1 to 256: each makes use of one core, and more than
   * there are cores, or than a container may use, gain nothing. Each takes some 30 MiB of memory at rest, beside some 60
   * that several share, and each probes the instances by itself. In a cluster more pods are what to meet load with
   * first: they spread over nodes, and are scaled.
   *
   * @default 1
   */
  readonly workers?: number;
  /**
   * Connections of clients that each process has at one time, 1 to 10000000, on all of its listeners of HTTP, HTTPS, TCP
   * and TLS. Some way below it load is shed; above it connections are closed as they come. One at rest takes some 5 KiB
   * of memory, over TLS some 30 KiB.
   *
   * @default 50000
   */
  readonly maxConnections?: number;
  /**
   * The same from one address, 1 to `maxConnections`; of IPv6 from one network of 64 bits, whose addresses its owner
   * chooses freely. Where something in front hides the addresses of clients, all of them count as one. Of two tiers the
   * edge counts them: to the proxies that route, all connections come from the edge.
   *
   * @default two fifths of `maxConnections`
   */
  readonly maxConnectionsPerSource?: number;
}

/** The `maxConnections` of a proxy that is told none. */
export const DEFAULT_MAX_CONNECTIONS = 50_000;

/** The command line, without the command itself. */
export function proxyArguments(configFile: string, props: ProcessProps): readonly string[] {
  const { workers, maxConnections, maxConnectionsPerSource } = props;
  return [
    ...["proxy", "--config", configFile],
    ...option("--workers", workers),
    ...option("--max-connections", maxConnections),
    ...option("--max-connections-per-source", maxConnectionsPerSource),
  ];
}

/** What is not said is left to the proxy. */
function option(name: string, value: number | undefined): readonly string[] {
  return value === undefined ? [] : [name, Tokenization.stringifyNumber(value)];
}
