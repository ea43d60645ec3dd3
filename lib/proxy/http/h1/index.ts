import { ConnectionCensus } from "../../connections";
import type { EngineFactory } from "../../engine";
import { TimerWheel } from "../../time";
import { DEFAULT_LIMITS, type HttpLimits } from "../limits";
import type { HttpPlan } from "./engine-context";
import { H1Engine } from "./h1-engine";
import { MirrorSender } from "./mirror-sender";
import { RetryBudgets } from "./retry-budget";
import { UpstreamPool } from "./upstream/upstream-pool";

/** Engines for HTTP and HTTPS that share their connections to instances. */
export interface HttpEngines {
  readonly create: EngineFactory<HttpPlan>;
  /** Closes spare connections to instances. */
  close(): void;
}

/**
 * @param limits bounds of all listeners, where a listener's plan has none of its own
 * @param census counts the connections of clients
 */
export function createHttpEngines(
  limits: HttpLimits = DEFAULT_LIMITS,
  census = new ConnectionCensus(limits),
): HttpEngines {
  const wheel = new TimerWheel();
  const pool = new UpstreamPool(limits, wheel);
  const shared = {
    limits,
    census,
    wheel,
    pool,
    budgets: new RetryBudgets(),
    mirrors: new MirrorSender(pool),
  };
  return {
    create: (plan, context) => new H1Engine(plan, context, shared),
    close: () => pool.close(),
  };
}
