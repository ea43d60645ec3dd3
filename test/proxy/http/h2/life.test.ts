import { constants } from "node:http2";
import { connect } from "node:net";
import { freePort } from "../../../support/free-ports";
import { afterTest } from "../../support/cleanup";
import { eventually, Gate } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance, startRawInstance } from "../../support/instances";
import { ConfigFile, membersOf, startConfigFile, startEcho, startService, topologyOf } from "../../support/proxies";
import { echoOver, fetchOver, openHttp2, replyOn } from "./client";

describe("a stream of HTTP/2", () => {
  test("that the client resets cancels the request at the instance, and no other", async () => {
    const [asked, closed] = [new Gate(), new Gate()];
    const instance = await startInstance((request, response) => {
      if (request.url === "/fast") {
        response.end("fast");
        return;
      }
      response.on("close", () => closed.open());
      asked.open();
    });
    const { port, records } = await startService({ members: membersOf(instance) });
    const session = openHttp2(port);
    const stream = session.request({ ":path": "/slow" });
    stream.on("error", () => {});
    await asked.opened;

    stream.close(constants.NGHTTP2_CANCEL);

    await closed.opened;
    expect(await fetchOver(session, "/fast")).toMatchObject({ status: 200, body: "fast" });
    expect(records.map(({ path, status, reason }) => ({ path, status, reason }))).toEqual([
      { path: "/slow", status: 0, reason: "the client went away" },
      { path: "/fast", status: 200, reason: undefined },
    ]);
  });

  test.each([
    ["of a length", "Content-Length: 100\r\n\r\npart"],
    ["in chunks", "Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"],
  ])("is reset where a response %s breaks off, and the connection serves on", async (_name, part) => {
    const instance = await startRawInstance((socket) => {
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\n${part}`, () => setImmediate(() => socket.destroy()));
      });
    });
    const { port } = await startService({ members: membersOf(instance) });
    const session = openHttp2(port);

    await expect(fetchOver(session, "/")).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    await expect(fetchOver(session, "/")).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
  });

  test("gets its time limits, retries and observers as a request of HTTP/1.1 does", async () => {
    const silent = await startRawInstance(() => {});
    const { port, records } = await startService({ members: membersOf(silent) }, { timeouts: { request: "100ms" } });

    expect(await fetchOver(openHttp2(port), "/")).toMatchObject({ status: 504 });
    expect(records).toMatchObject([{ status: 504, tries: 1, reason: "not answered within 100 ms" }]);
  });

  test("that falls silent within its request is reset", async () => {
    const echo = await startEcho();
    const { port, records } = await startEngine({ clientIdle: 200 }, membersOf(echo));
    const stream = openHttp2(port).request({ ":method": "POST", ":path": "/" });
    stream.write("part");

    await expect(replyOn(stream)).rejects.toThrow();
    expect(records).toMatchObject([{ reason: "the client stopped sending" }]);
  });
});

describe("a connection of HTTP/2", () => {
  test("that asks for nothing is closed after its time", async () => {
    const { port } = await startEngine({ headTime: 100 }, []);
    const session = openHttp2(port);

    await new Promise((resolve) => session.on("close", resolve));
  });

  test("at rest is closed after its time", async () => {
    const echo = await startEcho();
    const { port } = await startEngine({ keepAlive: 100 }, membersOf(echo));
    const session = openHttp2(port);
    const codes: number[] = [];
    session.on("goaway", (code) => codes.push(code));
    await echoOver(session, "/");

    await new Promise((resolve) => session.on("close", resolve));
    expect(new Set(codes)).toEqual(new Set([constants.NGHTTP2_NO_ERROR]));
  });

  test("is let go of where its client leaves without a word", async () => {
    const { port } = await startEngine({ connections: 1 }, []);
    const socket = connect({ port, host: "127.0.0.1" });
    afterTest(() => socket.destroy());
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    await new Promise((resolve) => socket.once("data", resolve));

    socket.end();

    await new Promise((resolve) => socket.once("close", resolve));
    await eventually(async () => (await fetchOver(openHttp2(port), "/").catch(() => undefined))?.status === 503);
  });

  test("is told of a drain, and what it has begun is answered", async () => {
    const answer = new Gate<() => void>();
    const instance = await startInstance((_request, response) => answer.open(() => response.end("late")));
    const { proxy, port } = await startService({ members: membersOf(instance) });
    const session = openHttp2(port);
    const goaway = new Promise((resolve) => session.once("goaway", resolve));
    const reply = fetchOver(session, "/");
    const release = await answer.opened;

    const closed = proxy.close({ graceMs: 5000 });
    expect(await goaway).toBe(constants.NGHTTP2_NO_ERROR);
    release();

    expect(await reply).toMatchObject({ status: 200, body: "late" });
    await closed;
  });

  test("takes up a reload between two requests, and loses none", async () => {
    const [first, second] = [await startEcho("first"), await startEcho("second")];
    const port = await freePort();
    const routes = [{ name: "all", backends: [{ service: "service" }] }];
    const file = new ConfigFile(
      topologyOf(port, { routes, services: [{ name: "service", members: membersOf(first) }] }),
    );
    const { proxy, records } = await startConfigFile(file.path);
    const session = openHttp2(port);
    const served = new Set<string>();
    let stop = false;
    const load = (async () => {
      while (!stop)
        for (const { service } of await Promise.all([0, 1, 2].map(() => echoOver(session, "/")))) served.add(service);
    })();
    await eventually(() => records.length > 10);

    file.write(topologyOf(port, { routes, services: [{ name: "service", members: membersOf(second) }] }));
    await proxy.reload();
    await eventually(() => served.has("second"));
    stop = true;
    await load;

    expect(new Set(records.map(({ status }) => status))).toEqual(new Set([200]));
    expect(session.closed).toBe(false);
  });
});
