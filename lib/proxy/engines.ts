import { ConnectionCensus, type ConnectionLimits } from "./connections";
import type { EngineContext, ListenerEngine, ListenerPlan } from "./engine";
import { createHttpEngines, DEFAULT_LIMITS } from "./http";
import { createTcpEngine, createTlsEngine, createUdpEngine } from "./layer4";

/** Makes the engine for a listener; the one place that knows which engine runs which protocol. */
export interface Engines {
  create(plan: ListenerPlan, context: EngineContext): ListenerEngine;
  /** Lets go of what engines share, once all have drained. */
  close(): void;
}

/** @param limits how many connections of clients there may be, on all listeners together */
export function createEngines(limits: ConnectionLimits): Engines {
  const census = new ConnectionCensus(limits);
  const http = createHttpEngines({ ...DEFAULT_LIMITS, ...limits }, census);
  return {
    create(plan, context) {
      switch (plan.protocol) {
        case "HTTP":
        case "HTTPS":
          return http.create(plan, context) as ListenerEngine;
        case "TCP":
          return createTcpEngine(plan, context, undefined, census) as ListenerEngine;
        case "TLS":
          return createTlsEngine(plan, context, undefined, census) as ListenerEngine;
        case "UDP":
          return createUdpEngine(plan, context) as ListenerEngine;
      }
    },
    close: () => http.close(),
  };
}
