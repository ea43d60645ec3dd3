import { connect } from "node:net";
import type { PickContext, ServiceRuntime } from "../../../../lib/proxy/engine";
import { activeCounts, deadMember, runService, startEcho, startInstance } from "../support/instances";
import { openTcp, until } from "../support/listeners";
import { silentMember } from "../support/silent-member";
import { connectTo, receiveText } from "../support/streams";

function startInstances(count: number) {
  return Promise.all(Array.from({ length: count }, () => startInstance()));
}

describe("many clients are spread", () => {
  test("in turn", async () => {
    const instances = await startInstances(3);
    const listener = await openTcp(runService(instances));
    await Promise.all(Array.from({ length: 150 }, () => connectTo(listener.port)));
    await until(() => instances.reduce((sum, { connections }) => sum + connections.length, 0) === 150);
    expect(instances.map(({ connections }) => connections.length)).toEqual([50, 50, 50]);
  });

  test("to those with the fewest connections", async () => {
    const instances = await startInstances(3);
    const [first] = instances;
    const closing = { allowHalfOpen: false };
    const service = runService(instances, { balancing: { algorithm: "LeastConnections" } });
    const listener = await openTcp(service);
    for (const client of await Promise.all(Array.from({ length: 30 }, () => connectTo(listener.port, closing)))) {
      client.resume();
    }
    await until(() => instances.every(({ connections }) => connections.length === 10));
    expect(activeCounts(service)).toEqual([10, 10, 10]);

    for (const socket of first?.connections.slice(0, 6) ?? []) socket.resume().end();
    await until(() => activeCounts(service)[0] === 4);
    await Promise.all(Array.from({ length: 6 }, () => connectTo(listener.port)));
    await until(() => activeCounts(service)[0] === 10);
    expect(activeCounts(service)).toEqual([10, 10, 10]);
  });

  test("by their address, so that each keeps its instance", async () => {
    const instances = await Promise.all([1, 2, 3, 4].map(() => startEcho()));
    const listener = await openTcp(runService(instances, { balancing: { algorithm: "SourceHash" } }));
    const sources = Array.from({ length: 12 }, (_, index) => `127.0.0.${index + 1}`);
    const chosen = new Map<string, Set<string | undefined>>();
    for (const localAddress of sources) {
      const visited = new Set<string | undefined>();
      for (let visit = 0; visit < 4; visit++) {
        const client = await connectTo(listener.port, { localAddress });
        client.end();
        visited.add((await listener.nextSession()).instance);
      }
      chosen.set(localAddress, visited);
    }
    expect([...chosen.values()].map(({ size }) => size)).toEqual(sources.map(() => 1));
    expect(new Set([...chosen.values()].flatMap((visited) => [...visited])).size).toBeGreaterThan(1);
  });
});

describe("an instance that cannot be reached", () => {
  test("is passed over, and then avoided", async () => {
    const dead = await deadMember();
    const service = runService([dead, await startEcho("alive")]);
    const listener = await openTcp(service);
    for (let attempt = 0; attempt < 6; attempt++) {
      expect(await receiveText(await connectTo(listener.port), "alive")).toBe("alive");
    }
    expect(service.status()).toMatchObject([
      { ejected: true, active: 0 },
      { ejected: false, active: 6 },
    ]);
  });

  test("for it stays silent is given up after a time", async () => {
    const service = runService([await silentMember(), await startEcho("alive")]);
    const listener = await openTcp(service, {}, { connectTimeout: 150 });
    expect(await receiveText(await connectTo(listener.port), "alive")).toBe("alive");
    expect(service.status()).toMatchObject([{ ejected: true }, { ejected: false }]);
  });

  test("is one of a few that are tried, each once", async () => {
    const dead = await Promise.all([1, 2, 3, 4, 5].map(deadMember));
    const picks: PickContext[] = [];
    const listener = await openTcp(spied(runService(dead), picks), {}, { connectAttempts: 4 });
    await closedConnection(listener.port);
    const { reason } = await listener.nextSession();
    expect(reason).toMatch(/^no instance reached; 127\.0\.0\.1:\d+: connect ECONNREFUSED/);
    expect(picks).toHaveLength(4);
    expect(new Set(picks.at(-1)?.tried).size).toBe(4);
  });
});

describe("a client for whom there is no instance is closed at once", () => {
  test.each([
    ["all are dead", 2, /^no instance reached; .* ECONNREFUSED/],
    ["there is none", 0, /^no usable instance$/],
  ])("where %s", async (_what, count, reason) => {
    const service = runService(await Promise.all(Array.from({ length: count }, deadMember)));
    const listener = await openTcp(service);
    await closedConnection(listener.port);
    expect(await listener.nextSession()).toMatchObject({
      service: "service",
      instance: undefined,
      bytesFromClient: 0,
      bytesToClient: 0,
      reason: expect.stringMatching(reason),
    });
    expect(listener.sessions).toHaveLength(1);
    expect(activeCounts(service)).toEqual(Array.from({ length: count }, () => 0));
  });
});

test("a connection that is still being made is given up when the listener is cut", async () => {
  const service = runService([await silentMember()]);
  const listener = await openTcp(service);
  await connectTo(listener.port);
  await until(() => activeCounts(service)[0] === 1);
  await listener.engine.stopAccepting();
  await listener.engine.drain(0);
  expect(activeCounts(service)).toEqual([0]);
  expect(service.status()).toMatchObject([{ ejected: false }]);
  expect(listener.sessions).toMatchObject([{ reason: "the time to drain was over" }]);
});

/** Connects and waits to be closed. */
function closedConnection(port: number): Promise<void> {
  return new Promise((resolve) => {
    const client = connect(port, "127.0.0.1").on("error", () => {});
    client.write("hello");
    client.resume().on("close", () => resolve());
  });
}

/** The service, with each choice written down as it was at its end. */
function spied(service: ServiceRuntime, picks: PickContext[]): ServiceRuntime {
  return {
    name: service.name,
    acquire(context) {
      picks.push(context);
      return service.acquire(context);
    },
  };
}
