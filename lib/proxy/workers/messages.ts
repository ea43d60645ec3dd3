import type { Topology } from "../../topology";
import type { MetricsJson } from "../metrics";
import type { ListenerAddress } from "../options";
import type { TicketKeysState } from "../tls";

/** What a worker is started with. */
export interface WorkerOptions {
  readonly configFile: string;
  readonly affinityKey?: string;
  readonly maxConnections?: number;
  readonly maxConnectionsPerSource?: number;
  readonly metrics: boolean;
  /** What TLS session tickets are sealed with. */
  readonly ticketKeys: TicketKeysState;
  /** Whether it serves what one process has to serve alone. */
  readonly leads: boolean;
  /** What the others run. */
  readonly running?: RunningConfiguration;
}

/** The configuration of workers that are there already: taken up where the file cannot be, and counted on from. */
export interface RunningConfiguration {
  readonly topology: Topology;
  readonly generation: number;
}

/** From the primary to a worker. */
export type ToWorker =
  | { readonly type: "start"; readonly options: WorkerOptions }
  | { readonly type: "reload" }
  | { readonly type: "close"; readonly grace: number }
  | { readonly type: "ask"; readonly id: number; readonly what: "metrics" | "topology" };

/** From a worker to the primary. */
export type FromWorker =
  | { readonly type: "ready"; readonly addresses: readonly ListenerAddress[] }
  | ({ readonly type: "applied" } & RunningConfiguration)
  | { readonly type: "failed"; readonly failure: StartFailure }
  | { readonly type: "told"; readonly id: number; readonly answer: MetricsJson | Topology };

/** Why a proxy did not start: what to say, and the exit status. */
export interface StartFailure {
  readonly lines: readonly string[];
  readonly status: number;
}
