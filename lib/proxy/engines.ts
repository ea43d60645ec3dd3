import type { EngineContext, ListenerEngine, ListenerPlan } from "./engine";
import { createHttpEngines } from "./http";
import { createTcpEngine, createTlsEngine, createUdpEngine } from "./layer4";

/** Makes the engine for a listener; the one place that knows which engine runs which protocol. */
export interface Engines {
  create(plan: ListenerPlan, context: EngineContext): ListenerEngine;
  /** Lets go of what engines share, once all have drained. */
  close(): void;
}

export function createEngines(): Engines {
  const http = createHttpEngines();
  return {
    create(plan, context) {
      switch (plan.protocol) {
        case "HTTP":
        case "HTTPS":
          return http.create(plan, context) as ListenerEngine;
        case "TCP":
          return createTcpEngine(plan, context) as ListenerEngine;
        case "TLS":
          return createTlsEngine(plan, context) as ListenerEngine;
        case "UDP":
          return createUdpEngine(plan, context) as ListenerEngine;
      }
    },
    close: () => http.close(),
  };
}
