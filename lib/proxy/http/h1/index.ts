import type { EngineFactory } from "../../engine";
import { TimerWheel } from "../../time";
import { DEFAULT_LIMITS, type HttpLimits } from "../limits";
import { ConnectionCensus } from "./connection-census";
import type { HttpPlan } from "./engine-context";
import { H1Engine } from "./h1-engine";
import { MirrorSender } from "./mirror-sender";
import { RetryBudgets } from "./retry-budget";
import { UpstreamPool } from "./upstream/upstream-pool";
import { ParserPool } from "./wire/parser-pool";

/** Engines for HTTP and HTTPS that share their connections to instances. */
export interface HttpEngines {
  readonly create: EngineFactory<HttpPlan>;
  /** Closes spare connections to instances. */
  close(): void;
}

export function createHttpEngines(limits: HttpLimits = DEFAULT_LIMITS): HttpEngines {
  const wheel = new TimerWheel();
  const pool = new UpstreamPool(limits, wheel);
  const shared = {
    limits,
    census: new ConnectionCensus(limits),
    wheel,
    pool,
    budgets: new RetryBudgets(),
    parsers: new ParserPool(limits),
    mirrors: new MirrorSender(pool),
  };
  return {
    create: (plan, context) => new H1Engine(plan, context, shared),
    close: () => pool.close(),
  };
}
