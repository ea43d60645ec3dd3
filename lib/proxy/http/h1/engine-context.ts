import type { ConnectionCensus } from "../../connections";
import type { EngineObserver, HttpListenerPlan, HttpsListenerPlan } from "../../engine";
import type { TimerWheel } from "../../time";
import type { HttpLimits } from "../limits";
import type { ForwardingContext } from "./forwarding";
import type { MirrorSender } from "./mirror-sender";
import type { ParserPool } from "./wire/parser-pool";

export type HttpPlan = HttpListenerPlan | HttpsListenerPlan;

/** What connections and exchanges get from their listener. */
export interface EngineParts extends ForwardingContext {
  /** The current one: what is begun keeps it. */
  readonly plan: HttpPlan;
  readonly observer: EngineObserver;
  readonly limits: HttpLimits;
  readonly wheel: TimerWheel;
  readonly parsers: ParserPool;
  readonly mirrors: MirrorSender;
  readonly census: ConnectionCensus;
  /** Whether connections are to end after the response under way. */
  readonly lastResponses: boolean;
}
