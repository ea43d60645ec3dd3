import type { Socket } from "node:net";
import { ConnectionCensus } from "../connections";
import type { EngineContext, ListenerEngine, TcpListenerPlan } from "../engine";
import { DEFAULT_LIMITS, type Layer4Limits } from "./limits";
import { StreamEngine, StreamSession } from "./stream";

/** A TCP listener: every connection goes to an instance of one service, its bytes as they come. */
export function createTcpEngine(
  plan: TcpListenerPlan,
  context: EngineContext,
  limits: Layer4Limits = DEFAULT_LIMITS,
  census = new ConnectionCensus(),
): ListenerEngine<TcpListenerPlan> {
  return new TcpEngine(plan, context, limits, census);
}

class TcpEngine extends StreamEngine<TcpListenerPlan> {
  protected override serve(client: Socket, plan: TcpListenerPlan): void {
    new StreamSession(client, plan, this.surroundings).joinTo(plan.service);
  }
}
