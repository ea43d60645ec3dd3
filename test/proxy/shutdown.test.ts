import { connect } from "node:net";
import { echoFrom, fetchFrom, RawClient } from "./support/clients";
import { eventually, Gate } from "./support/conditions";
import { startInstance } from "./support/instances";
import { membersOf, startEcho, startService } from "./support/proxies";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** A proxy whose instance answers when the test lets it. */
async function startGated() {
  const answer = new Gate();
  const arrived = new Gate();
  const instance = await startInstance((_request, response) => {
    arrived.open();
    void answer.opened.then(() => response.end("late"));
  });
  return { answer, arrived, ...(await startService({ members: membersOf(instance) })) };
}

describe("close", () => {
  test("requests under way end, the client is told, and nothing new is accepted", async () => {
    const { port, proxy, answer, arrived } = await startGated();
    const client = await RawClient.open(port);
    client.send(GET);
    await arrived.opened;

    const closed = proxy.close({ graceMs: 5000 });
    await eventually(() => refuses(port));
    answer.open();

    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*late/i);
    await closed;
  });

  test("what has not ended within the grace is cut", async () => {
    const { port, proxy, arrived } = await startGated();
    const client = await RawClient.open(port);
    client.send(GET);
    await arrived.opened;

    await proxy.close({ graceMs: 50 });

    expect(await client.closed()).toBe("");
  });

  test("called again it cuts sooner", async () => {
    const { port, proxy, arrived } = await startGated();
    const client = await RawClient.open(port);
    client.send(GET);
    await arrived.opened;

    const first = proxy.close({ graceMs: 60_000 });
    await proxy.close({ graceMs: 0 });

    await first;
  });

  test("a connection at rest is told on its next request, or closed", async () => {
    const echo = await startEcho();
    const { port, proxy } = await startService({ members: membersOf(echo) });
    const [busy, idle, fresh] = [await RawClient.open(port), await RawClient.open(port), await RawClient.open(port)];
    for (const client of [busy, idle]) {
      client.send(GET);
      await client.until(/\}\n/);
    }

    const closed = proxy.close({ graceMs: 60_000 });
    busy.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");

    expect(await busy.closed()).toMatch(/connection: close[\s\S]*"path":"\/again"/i);
    await idle.closed();
    await fresh.closed();
    await closed;
  });

  test("a connection in the middle of sending its request may go on", async () => {
    const echo = await startEcho();
    const { port, proxy } = await startService({ members: membersOf(echo) });
    const [asking, idle] = [await RawClient.open(port), await RawClient.open(port)];
    asking.send("GET /half HTTP/1.1\r\nHo");

    const closed = proxy.close({ graceMs: 60_000 });
    await idle.closed();
    asking.send("st: a\r\n\r\n");

    expect(await asking.closed()).toMatch(/connection: close[\s\S]*"path":"\/half"/i);
    await closed;
  });

  test("a connection whose response ends during the drain does not linger", async () => {
    const answer = new Gate();
    const instance = await startInstance((_request, response) => {
      response.write("begun");
      void answer.opened.then(() => response.end());
    });
    const { port, proxy } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);
    client.send(GET);
    await client.until(/begun/);

    const closed = proxy.close({ graceMs: 60_000 });
    answer.open();

    await closed;
  });

  test("with nothing under way it is done at once", async () => {
    const echo = await startEcho();
    const { port, proxy } = await startService({ members: membersOf(echo) });
    await echoFrom(port, "/");
    await eventually(() => true);

    const before = performance.now();
    await proxy.close({ graceMs: 60_000 });

    expect(performance.now() - before).toBeLessThan(2000);
    await expect(fetchFrom(port, "/")).rejects.toThrow("ECONNREFUSED");
  });
});

function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => resolve(true));
    socket.on("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });
}
