import type { EngineFactory, HttpListenerPlan, HttpsListenerPlan } from "../../engine";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits";
import { MirrorSender } from "./mirror-sender";
import { NodeHttpEngine } from "./node-http-engine";
import { UpstreamPool } from "./upstream-pool";

/** Engines for HTTP and HTTPS that share their connections to instances. */
export interface HttpEngines {
  readonly create: EngineFactory<HttpListenerPlan | HttpsListenerPlan>;
  /** Closes spare connections to instances. */
  close(): void;
}

export function createNodeHttpEngines(limits: HttpLimits = DEFAULT_LIMITS): HttpEngines {
  const pool = new UpstreamPool(limits);
  const mirrors = new MirrorSender(pool);
  return {
    create: (plan, context) => new NodeHttpEngine(plan, context, pool, mirrors),
    close: () => pool.close(),
  };
}

export { DEFAULT_LIMITS, type HttpLimits } from "./limits";
