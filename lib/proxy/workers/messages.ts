import type { Topology } from "../../topology";
import type { MetricsJson } from "../metrics";
import type { ListenerAddress } from "../options";

/** What a worker is started with. */
export interface WorkerOptions {
  readonly configFile: string;
  readonly affinityKey?: string;
  readonly metrics: boolean;
  /** What the others run: taken up where the file cannot be. */
  readonly fallback?: Topology;
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
  | { readonly type: "applied"; readonly topology: Topology }
  | { readonly type: "failed"; readonly failure: StartFailure }
  | { readonly type: "told"; readonly id: number; readonly answer: MetricsJson | Topology };

/** Why a proxy did not start: what to say, and the exit status. */
export interface StartFailure {
  readonly lines: readonly string[];
  readonly status: number;
}
