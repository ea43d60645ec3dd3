import { type Service, tryParseDuration } from "../../../lib/topology";
import type { WorkloadOptions } from "./workload-options";

const DEFAULT_DRAIN = 30;
/** Seconds until every router knows that a pod which is to end gets nothing more. */
const SETTLE_SECONDS = 5;
/** Seconds beyond all that, before the pod is cut. */
const SPARE_SECONDS = 5;

/** How a pod ends. */
export interface Termination {
  readonly preStop?: readonly string[];
  readonly graceSeconds: number;
}

/**
 * A pod that is to end takes requests until routers have left it out, and then has the service's drain time for those
 * that are open. Both are within the grace period, which begins with the first.
 */
export function termination(
  { drain }: Service,
  { preStop = ["sleep", String(SETTLE_SECONDS)] }: WorkloadOptions,
): Termination {
  const drainSeconds = Math.ceil((tryParseDuration(drain ?? "") ?? DEFAULT_DRAIN * 1000) / 1000);
  if (drainSeconds === 0) return { graceSeconds: SPARE_SECONDS };
  const graceSeconds = SETTLE_SECONDS + drainSeconds + SPARE_SECONDS;
  // The API takes no command of nothing.
  return preStop.length === 0 ? { graceSeconds } : { preStop, graceSeconds };
}
