import type { ListenerPlan } from "./listener-plan";
import type { EngineObserver } from "./observer";

/** Where a listener is bound. */
export interface BoundAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * One listening socket and all that came in through it. Its life is `open`, any number of `update`s, `stopAccepting`,
 * `drain`. It is told who to send to (the plan's services) and never knows why.
 */
export interface ListenerEngine<Plan extends ListenerPlan = ListenerPlan> {
  /**
   * Binds the plan's address and port; resolves once connections are accepted.
   *
   * @throws the system's error (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`) where it cannot
   */
  open(): Promise<BoundAddress>;
  /**
   * Takes up a new plan for the same address, port and protocol, at once. What comes next (request, connection, flow)
   * follows the new one; what is under way ends under the old one.
   */
  update(plan: Plan): void;
  /** Closes the listening socket; connections go on. Resolves once the address and port are free. */
  stopAccepting(): Promise<void>;
  /**
   * Ends idle connections at once and the others after the request under way; a byte stream ends by itself. Resolves
   * once nothing is open. Called again, the earlier of the two deadlines counts, and both calls resolve.
   *
   * @param grace milliseconds after which what is left is cut
   */
  drain(grace: number): Promise<void>;
}

/** What an engine gets beside its plan. */
export interface EngineContext {
  readonly observer: EngineObserver;
}

/** Creates an engine for a plan; nothing is bound yet. */
export type EngineFactory<Plan extends ListenerPlan = ListenerPlan> = (
  plan: Plan,
  context: EngineContext,
) => ListenerEngine<Plan>;
