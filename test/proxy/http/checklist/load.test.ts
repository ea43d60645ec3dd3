import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { silentMember } from "../../layer4/support/silent-member";
import { afterTest } from "../../support/cleanup";
import { fetchFrom, keepAliveAgent, RawClient, sendRaw } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance } from "../../support/instances";
import { membersOf, startEcho } from "../../support/proxies";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** An instance that answers when the test lets it. */
async function startGated() {
  const gate = new Gate();
  let arrived = 0;
  const instance = await startInstance((request, response) => {
    request.resume();
    arrived += 1;
    void gate.opened.then(() => response.end("late"));
  });
  return { instance, gate, arrived: () => arrived };
}

describe("timeouts", () => {
  test("for the head", async () => {
    const { port, records } = await startEngine({ headTime: 40 }, []);

    expect(await sendRaw(port, "GET / HTTP/1.1\r\n")).toMatch(/^HTTP\/1\.1 408 /);
    expect(records).toMatchObject([{ status: 408 }]);
  });

  test("for a head that comes byte by byte: it does not begin anew with each", async () => {
    const { port } = await startEngine({ headTime: 150 }, []);
    const client = await RawClient.open(port);
    const timer = setInterval(() => client.send("x"), 20);

    const text = await client.closed();
    clearInterval(timer);

    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("for an idle body", async () => {
    const { port, records } = await startEngine({ clientIdle: 40 }, membersOf((await startGated()).instance));

    await sendRaw(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 0, reason: "the client stopped sending" }]);
  });

  test("for an idle connection", async () => {
    const { port } = await startEngine({ keepAlive: 40 }, membersOf(await startEcho()));

    expect(await sendRaw(port, GET)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("for a write", async () => {
    const instance = await startInstance((_request, response) => response.end(Buffer.alloc(16 * 1024 * 1024)));
    const { port, records } = await startEngine({ clientIdle: 40 }, membersOf(instance));
    const client = await RawClient.open(port);
    client.socket.pause();

    client.send(GET);

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ reason: "the client stopped reading" }]);
  });

  test("for connecting", async () => {
    const { port, records } = await startEngine({ connect: 40 }, [await silentMember()]);

    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(records).toMatchObject([{ reason: expect.stringContaining("no connection within 40 ms") }]);
  });

  test("for the whole request", async () => {
    const { instance } = await startGated();
    const { port, records } = await startEngine({}, membersOf(instance), { timeouts: { request: "40ms" } });

    expect((await fetchFrom(port, "/")).status).toBe(504);
    expect(records).toMatchObject([{ reason: "not answered within 40 ms" }]);
  });
});

describe("caps", () => {
  test("connections in all, and from one source: what is too many is closed as it comes", async () => {
    for (const limits of [{ sourceConnections: 2 }, { connections: 2 }]) {
      const { port } = await startEngine(limits, []);
      const clients = [await RawClient.open(port), await RawClient.open(port)];

      expect(await sendRaw(port, "")).toBe("");

      clients[0]?.socket.destroy();
      await eventually(async () => (await RawClient.open(port).then((client) => client.socket.readyState)) === "open");
    }
  });

  test("a source that is capped leaves room for others", async () => {
    const { port } = await startEngine({ sourceConnections: 1 }, membersOf(await startEcho()));
    await RawClient.open(port);

    expect((await fetchFrom(port, "/", { localAddress: "127.0.0.9" })).status).toBe(200);
  });

  test("connections to an instance: further requests wait for their turn", async () => {
    const { instance, gate, arrived } = await startGated();
    const { port } = await startEngine({ instanceConnections: 2 }, membersOf(instance));

    const replies = Array.from({ length: 5 }, () => fetchFrom(port, "/"));
    await eventually(() => arrived() === 2);
    gate.open();

    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await connectionsTo(instance)).toBeLessThanOrEqual(2);
  });

  test("the queue has a limit and a timeout", async () => {
    const { instance, gate, arrived } = await startGated();
    const limits = { instanceConnections: 1, queue: 1, queueTime: 60 };
    const { port, records } = await startEngine(limits, membersOf(instance));
    const first = fetchFrom(port, "/");
    await eventually(() => arrived() === 1);
    const waiting = fetchFrom(port, "/");

    const replies = await Promise.all([fetchFrom(port, "/"), waiting]);
    gate.open();

    expect(replies.map(({ status }) => status)).toEqual([503, 503]);
    expect((await first).status).toBe(200);
    expect(records.map(({ reason }) => reason?.replace(/^\S+ /, ""))).toEqual([
      "too many requests wait for it",
      "no connection was free in time",
      undefined,
    ]);
  });
});

describe("overload", () => {
  test("is shed in steps: first no connection is kept, then requests are answered with 503", async () => {
    const { port } = await startEngine({ connections: 10 }, membersOf(await startEcho()));
    const idle = async (count: number) => {
      for (let index = 0; index < count; index++) await RawClient.open(port);
    };
    const client = await RawClient.open(port);
    client.send(GET);
    expect(await client.until(/\}\n/)).not.toContain("Connection: close");

    await idle(8);
    client.send(GET);
    expect(await client.closed()).toMatch(/\r\nConnection: close\r\n/);

    await idle(1);
    const last = await sendRaw(port, GET);
    expect(last).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nConnection: close\r\n[\s\S]*too many connections/);
  });

  test("retries stay a fifth of the requests, beyond a reserve of ten", async () => {
    let seen = 0;
    const instance = await startInstance((_request, response) => {
      seen += 1;
      response.writeHead(503).end();
    });
    const retry = { attempts: 1, codes: [503], backoff: "0s" } as const;
    const { port } = await startEngine({}, membersOf(instance), { retry });
    const agent = keepAliveAgent();
    const requests = 100;

    for (let index = 0; index < requests; index++) await fetchFrom(port, "/", { agent });

    // 10 of the reserve, 20 of the share, and what comes back of the reserve while it runs.
    expect(seen).toBeGreaterThanOrEqual(requests + 25);
    expect(seen).toBeLessThan(requests + 70);
  });
});

test("no timer, listener, connection or object is left behind by requests", async () => {
  const instance = await startInstance((request, response) => request.resume().on("end", () => response.end("ok")));
  const { port, records } = await startEngine({ spare: 30, keepAlive: 5000 }, membersOf(instance));
  const agent = keepAliveAgent();
  const warned: string[] = [];
  const onWarning = (warning: Error): void => void warned.push(warning.name);
  process.on("warning", onWarning);
  afterTest(() => process.off("warning", onWarning));
  const heapAfter = async (requests: number): Promise<number> => {
    for (let index = 0; index < requests; index++) await fetchFrom(port, "/", index % 50 === 0 ? {} : { agent });
    // Kept by this test alone.
    (records as unknown[]).length = 0;
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  // Code that is compiled meanwhile counts, too.
  const before = await heapAfter(1000);

  const after = await heapAfter(1000);

  // What one request alone holds while it is under way is several times as much.
  expect(after - before).toBeLessThan(1000 * 500);
  expect(warned).not.toContain("MaxListenersExceededWarning");
  await eventually(async () => (await connectionsTo(instance)) === 0);
}, 20_000);

describe("half-closed connections", () => {
  test("a client that sends nothing more gets its answer", async () => {
    const { instance, gate, arrived } = await startGated();
    const { port, records } = await startEngine({}, membersOf(instance));
    const client = await RawClient.open(port);

    client.socket.end(GET);
    await eventually(() => arrived() === 1);
    gate.open();

    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 [\s\S]*late/);
    expect(records).toMatchObject([{ status: 200, reason: undefined }]);
  });

  test("halfOpen: but is not waited for long, since nearly all have gone away", async () => {
    const { instance } = await startGated();
    const { port, records } = await startEngine({ halfOpen: 40 }, membersOf(instance));
    const client = await RawClient.open(port);

    client.socket.end(GET);

    await client.closed();
    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 0, reason: "the client went away" }]);
  });

  test("an upload that is broken off is a client that went away, not a bad request", async () => {
    const { instance } = await startGated();
    const { port, records } = await startEngine({}, membersOf(instance));
    const client = await RawClient.open(port);

    client.socket.end("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 0, reason: "the client went away within its request" }]);
  });
});

function connectionsTo(instance: Awaited<ReturnType<typeof startInstance>>): Promise<number> {
  return new Promise((resolve) => instance.server.getConnections((_error, count) => resolve(count)));
}
