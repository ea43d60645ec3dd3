import type { ConnectionCensus } from "../../connections";
import type { EngineObserver, HttpListenerPlan, HttpsListenerPlan, ListenerIdentity } from "../../engine";
import type { TimerWheel } from "../../time";
import type { HttpLimits } from "../limits";
import type { ForwardingContext } from "./forwarding";
import type { MirrorSender } from "./mirror-sender";
import type { ParserPool } from "./wire/parser-pool";

export type HttpPlan = HttpListenerPlan | HttpsListenerPlan;

/** What connections and exchanges get from their listener. */
export interface EngineParts extends ForwardingContext {
  /** The current one: a request goes by the one that it comes under. */
  readonly plan: HttpPlan;
  /** What is told of the listener; the same object for as long as it has the same name. */
  readonly listener: ListenerIdentity;
  readonly observer: EngineObserver;
  readonly limits: HttpLimits;
  readonly wheel: TimerWheel;
  readonly parsers: ParserPool;
  readonly mirrors: MirrorSender;
  readonly census: ConnectionCensus;
  /** Whether connections are to end after the response under way. */
  readonly lastResponses: boolean;
}
