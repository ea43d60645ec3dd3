import type { EngineObserver, ProxyProtocolPlan, RequestRecord, RouterPlan } from "../../../lib/proxy/engine";
import {
  compilePolicy,
  compileRouter,
  createHttpEngines,
  DEFAULT_LIMITS,
  type HttpLimits,
} from "../../../lib/proxy/http";
import { NextStates } from "../../../lib/proxy/http/filters";
import { RunningService } from "../../../lib/proxy/service";
import { finish, type Member, type RequestPolicy, type Route, type Service } from "../../../lib/topology";
import { freePort } from "../../support/free-ports";
import { afterTest } from "./cleanup";

/** An HTTP engine by itself, with limits of the test's own, that sends everything to one service. */
export async function startEngine(
  limits: Partial<HttpLimits>,
  members: readonly Member[],
  route: Partial<Route> = {},
  policy: RequestPolicy = {},
  settings: Partial<Service> = {},
  listener: { readonly proxyProtocol?: ProxyProtocolPlan } = {},
): Promise<{
  readonly port: number;
  readonly records: readonly RequestRecord[];
  /** The instances that are avoided since traffic has failed. */
  readonly ejected: () => readonly string[];
  /** Has it take up another configuration, which says the same. @returns the router before, as long as anybody holds it */
  readonly reload: () => WeakRef<RouterPlan>;
}> {
  const records: RequestRecord[] = [];
  const observer: EngineObserver = {
    connectionOpened() {},
    connectionClosed() {},
    requestEnded: (record) => records.push(record),
    sessionEnded() {},
  };
  const service = new RunningService(
    { name: "service", members, ...settings },
    { now: () => performance.now(), random: Math.random, affinityKey: "key", onHealth: () => {} },
  );
  const router = () =>
    finish(
      compileRouter(
        { name: "main", routes: [{ name: "all", backends: [{ service: "service" }], ...route }] },
        new Map([["service", service]]),
        { file: withoutFiles, states: new NextStates() },
      ),
    );
  const engines = createHttpEngines({ ...DEFAULT_LIMITS, ...limits });
  const port = await freePort();
  const facts = {
    edge: "edge",
    name: "http",
    protocol: "HTTP",
    address: "127.0.0.1",
    port,
    policy: compilePolicy(policy),
    limits: {},
    ...listener,
  } as const;
  let plan = { ...facts, router: router() };
  const engine = engines.create(plan, { observer });
  await engine.open();
  afterTest(async () => {
    await engine.stopAccepting();
    await engine.drain(0);
    service.close();
    engines.close();
  });
  const ejected = () => service.status().flatMap(({ id, ejected }) => (ejected ? [id] : []));
  const reload = () => {
    const before = new WeakRef(plan.router);
    plan = { ...facts, router: router() };
    engine.update(plan);
    return before;
  };
  return { port, records, ejected, reload };
}

function withoutFiles(name: string): string {
  throw new RangeError(`there is no file "${name}"`);
}
