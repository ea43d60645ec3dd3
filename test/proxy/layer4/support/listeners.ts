import type {
  BoundAddress,
  EngineContext,
  ListenerEngine,
  ListenerPlan,
  ServiceRuntime,
  SessionRecord,
  TcpListenerPlan,
} from "../../../../lib/proxy/engine";
import { DEFAULT_LIMITS, type Layer4Limits } from "../../../../lib/proxy/layer4/limits";
import { createTcpEngine } from "../../../../lib/proxy/layer4/tcp-engine";
import { afterTest } from "../../support/cleanup";

type LimitedFactory<Plan extends ListenerPlan> = (
  plan: Plan,
  context: EngineContext,
  limits: Layer4Limits,
) => ListenerEngine<Plan>;

/** A listener at work, and what it has reported. */
export interface TestListener<Plan extends ListenerPlan> extends BoundAddress {
  readonly engine: ListenerEngine<Plan>;
  readonly plan: Plan;
  readonly sessions: readonly SessionRecord[];
  /** Connections or flows that were opened and not closed. */
  readonly open: number;
  /** The session that ends next, or the oldest one that nobody asked for. */
  nextSession(): Promise<SessionRecord>;
}

/** Opens a listener that is cut down when the test ends. */
export async function openListener<Plan extends ListenerPlan>(
  factory: LimitedFactory<Plan>,
  plan: Plan,
  limits: Partial<Layer4Limits> = {},
): Promise<TestListener<Plan>> {
  const sessions: SessionRecord[] = [];
  const waiting: ((record: SessionRecord) => void)[] = [];
  let asked = 0;
  let open = 0;
  const observer = {
    connectionOpened: () => {
      open += 1;
    },
    connectionClosed: () => {
      open -= 1;
    },
    requestEnded: () => {},
    sessionEnded: (record: SessionRecord) => {
      sessions.push(record);
      waiting.shift()?.(record);
    },
  };
  const engine = factory(plan, { observer }, { ...DEFAULT_LIMITS, ...limits });
  afterTest(async () => {
    await engine.stopAccepting();
    await engine.drain(0);
    expect(open).toBe(0);
  });
  const bound = await engine.open();
  return {
    ...bound,
    engine,
    plan,
    sessions,
    get open() {
      return open;
    },
    nextSession() {
      const known = sessions[asked++];
      return known === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(known);
    },
  };
}

/** Opens a TCP listener on a free port. */
export function openTcp(
  service: ServiceRuntime,
  plan: Partial<TcpListenerPlan> = {},
  limits: Partial<Layer4Limits> = {},
): Promise<TestListener<TcpListenerPlan>> {
  return openListener(
    createTcpEngine,
    {
      edge: "edge",
      name: "tcp",
      address: "127.0.0.1",
      port: 0,
      protocol: "TCP",
      service,
      idleTimeout: 3_600_000,
      ...plan,
    },
    limits,
  );
}

const PATIENCE = 4000;

/** Waits for something that no event tells. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`in vain: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
