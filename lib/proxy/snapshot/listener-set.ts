import type { BoundAddress, EngineContext, ListenerEngine, ListenerPlan } from "../engine";
import type { Engines } from "../engines";
import { BindError, codeOf } from "../errors";
import { overlap, socketKey } from "./socket";

/** A listener that is bound, and where. */
export interface OpenListener {
  readonly plan: ListenerPlan;
  readonly engine: ListenerEngine;
  readonly bound: BoundAddress;
}

/** New sockets, bound and ready, before anything else has changed. */
interface PreparedListeners {
  /** Goes over to the new plans at once. */
  commit(): void;
  /** Closes the new sockets again. */
  abort(): Promise<void>;
}

/** How often, and after how many milliseconds, a socket is tried again that has just been closed elsewhere. */
const TAKEOVER = { attempts: 20, pause: 50 };

/** The listeners at work. A listener whose address, port and protocol stay the same is never closed. */
export class ListenerSet {
  private open = new Map<string, OpenListener>();
  /** Engines whose listener is gone. */
  private readonly draining = new Set<ListenerEngine>();

  /** @param drainGrace milliseconds that connections of a removed listener have */
  constructor(
    private readonly engines: Engines,
    private readonly context: EngineContext,
    private readonly drainGrace: number,
  ) {}

  get listeners(): readonly OpenListener[] {
    return [...this.open.values()];
  }

  /**
   * Binds what is new.
   *
   * @throws BindError where something cannot be bound; all is then as before
   */
  async prepare(plans: readonly ListenerPlan[]): Promise<PreparedListeners> {
    const wanted = new Map(plans.map((plan) => [socketKey(plan), plan]));
    const added = plans.filter((plan) => !this.open.has(socketKey(plan)));
    const removed = [...this.open].filter(([key]) => !wanted.has(key)).map(([, listener]) => listener);
    const inTheWay = removed.filter((listener) => added.some((plan) => overlap(plan, listener.plan)));
    const isFree = (plan: ListenerPlan) => !inTheWay.some((listener) => overlap(plan, listener.plan));
    const opened: OpenListener[] = [];
    const stopped: OpenListener[] = [];
    const undo = async (): Promise<void> => {
      await this.discard(opened);
      await this.restore(stopped);
    };
    try {
      for (const plan of added.filter(isFree)) opened.push(await this.bind(plan));
      for (const listener of inTheWay) {
        stopped.push(listener);
        await listener.engine.stopAccepting();
      }
      for (const plan of added.filter((candidate) => !isFree(candidate))) opened.push(await this.takeOver(plan));
    } catch (error) {
      await undo();
      throw error;
    }
    return { commit: () => this.commit(wanted, opened, removed), abort: undo };
  }

  /**
   * Stops accepting everywhere and waits for what is under way. Called again, the earlier deadline counts.
   *
   * @param grace milliseconds after which what is left is cut
   */
  async close(grace: number): Promise<void> {
    const engines = this.listeners.map(({ engine }) => engine);
    this.open = new Map();
    // At once: a second call finds them here while the first one still waits.
    for (const engine of engines) this.draining.add(engine);
    await Promise.all(engines.map((engine) => engine.stopAccepting()));
    await Promise.all([...this.draining].map((engine) => this.drain(engine, grace)));
  }

  private commit(
    wanted: ReadonlyMap<string, ListenerPlan>,
    opened: readonly OpenListener[],
    removed: readonly OpenListener[],
  ): void {
    const open = new Map(opened.map((listener) => [socketKey(listener.plan), listener]));
    for (const [key, listener] of this.open) {
      const plan = wanted.get(key);
      if (plan === undefined) continue;
      listener.engine.update(plan);
      open.set(key, { ...listener, plan });
    }
    this.open = open;
    for (const { engine } of removed) {
      void engine.stopAccepting();
      void this.drain(engine, this.drainGrace);
    }
  }

  private async bind(plan: ListenerPlan): Promise<OpenListener> {
    const engine = this.engines.create(plan, this.context);
    try {
      return { plan, engine, bound: await engine.open() };
    } catch (error) {
      throw BindError.of(plan, error);
    }
  }

  /** Binds a socket that another listener has just let go; with several processes that takes a moment. */
  private async takeOver(plan: ListenerPlan): Promise<OpenListener> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.bind(plan);
      } catch (error) {
        if (attempt === TAKEOVER.attempts || codeOf(error) !== "EADDRINUSE") throw error;
        await new Promise((resolve) => setTimeout(resolve, TAKEOVER.pause));
      }
    }
  }

  private async discard(listeners: readonly OpenListener[]): Promise<void> {
    await Promise.all(listeners.map(({ engine }) => engine.stopAccepting()));
    for (const { engine } of listeners) void this.drain(engine, this.drainGrace);
  }

  /** An engine that has stopped does not start again: another takes its place, and it drains. */
  private async restore(listeners: readonly OpenListener[]): Promise<void> {
    for (const { plan, engine } of listeners) {
      void this.drain(engine, this.drainGrace);
      this.open.delete(socketKey(plan));
      const listener = await this.takeOver(plan);
      this.open.set(socketKey(plan), listener);
    }
  }

  private async drain(engine: ListenerEngine, grace: number): Promise<void> {
    this.draining.add(engine);
    await engine.drain(grace);
    this.draining.delete(engine);
  }
}
