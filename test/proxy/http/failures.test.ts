import type { Socket } from "node:net";
import type { Route, Service } from "../../../lib/topology";
import { freePort } from "../../support/free-ports";
import { fetchFrom } from "../support/clients";
import { answering, startInstance, startRawInstance } from "../support/instances";
import { membersOf, startEcho, startRoutes, startService } from "../support/proxies";

/** A member that refuses connections. */
async function deadMember() {
  return { address: "127.0.0.1", port: await freePort() };
}

describe("a dead instance", () => {
  test.each(["GET", "POST"])("another one answers a %s, since nothing was sent", async (method) => {
    const echo = await startEcho();
    const { port, records } = await startService({ members: [await deadMember(), ...membersOf(echo)] });

    for (let index = 0; index < 6; index++) {
      expect(await fetchFrom(port, "/", { method, body: method === "POST" ? "abc" : "" })).toMatchObject({
        status: 200,
        body: expect.stringContaining(method === "POST" ? '"body":"abc"' : '"body":""'),
      });
    }
    // The dead one was tried once and is avoided since.
    expect(records.map(({ tries }) => tries)).toEqual([2, 1, 1, 1, 1, 1]);
  });

  test("all dead: 503 at once", async () => {
    const { port, records } = await startService({ members: [await deadMember(), await deadMember()] });

    expect(await fetchFrom(port, "/")).toMatchObject({
      status: 503,
      body: "no instance of the service can be reached\n",
    });
    expect(records).toMatchObject([{ service: "service", instance: undefined, tries: 2 }]);
    expect(records[0]?.milliseconds).toBeLessThan(1000);
  });

  test("all dead, then one back: it is used again at once, since avoiding all would help nobody", async () => {
    const member = await deadMember();
    const { port } = await startService({ members: [member] });
    expect((await fetchFrom(port, "/")).status).toBe(503);

    await startInstance((_request, response) => response.end("back"), member.port);

    expect(await fetchFrom(port, "/")).toMatchObject({ status: 200, body: "back" });
  });

  test("no members: 503", async () => {
    const { port } = await startService({ members: [] });

    expect((await fetchFrom(port, "/")).status).toBe(503);
  });

  test("only members of weight 0: 503", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo).map((member) => ({ ...member, weight: 0 })) });

    expect((await fetchFrom(port, "/")).status).toBe(503);
  });

  test("backends of weight 0 alone: 500", async () => {
    const echo = await startEcho();
    const route: Partial<Route> = { backends: [{ service: "service", weight: 0 }] };
    const { port } = await startService({ members: membersOf(echo) }, route);

    expect((await fetchFrom(port, "/")).status).toBe(500);
  });
});

describe("an instance that answers badly", () => {
  const bad: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["closes without a word", (socket) => socket.once("data", () => socket.destroy())],
    ["sends no HTTP", answering("hello\r\n\r\n")],
    ["sends two lengths", answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")],
    [
      "sends a length and chunks",
      answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ],
    ["uses an unknown encoding", answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")],
    ["sends fields beyond all bounds", answering(`HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(40_000)}\r\n\r\n`)],
  ];

  test.each(bad)("%s: 502", async (_what, onConnection) => {
    const instance = await startRawInstance(onConnection);
    const { port } = await startService({ members: membersOf(instance) });

    expect(await fetchFrom(port, "/")).toMatchObject({ status: 502, body: "the service sent no valid response\n" });
  });
});

describe("retry", () => {
  /** Two instances: the first seen answers 503, every later one 200. Counts what arrives. */
  async function startFlaky(route: Partial<Route>, failures = 1) {
    const seen: string[] = [];
    const handler = (name: string) =>
      startInstance((incoming, response) => {
        incoming.resume().on("end", () => {
          seen.push(name);
          response.writeHead(seen.length <= failures ? 503 : 200).end(name);
        });
      });
    const instances = [await handler("a"), await handler("b")];
    const service: Omit<Service, "name"> = { members: membersOf(...instances) };
    return { seen, ...(await startService(service, route)) };
  }

  test("a listed status is tried again on another instance", async () => {
    const { port, seen, records } = await startFlaky({ retry: { attempts: 1, codes: [503], backoff: "1ms" } });

    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect(new Set(seen)).toEqual(new Set(["a", "b"]));
    expect(records).toMatchObject([{ tries: 2 }]);
  });

  test("a status that is not listed is the answer", async () => {
    const { port, seen } = await startFlaky({ retry: { attempts: 3, codes: [502] } });

    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toHaveLength(1);
  });

  test("no more tries than were asked for", async () => {
    const { port, seen } = await startFlaky({ retry: { attempts: 2, codes: [503], backoff: "1ms" } }, 10);

    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toHaveLength(3);
  });

  test("none where the route does not ask for it", async () => {
    const { port, seen } = await startFlaky({});

    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toHaveLength(1);
  });

  test("a POST that was sent is not sent again", async () => {
    const { port, seen } = await startFlaky({ retry: { attempts: 3, codes: [503], backoff: "1ms" } });

    expect((await fetchFrom(port, "/", { method: "POST", body: "pay" })).status).toBe(503);
    expect(seen).toHaveLength(1);
  });

  test("a PUT with a small body is, body and all", async () => {
    const bodies: string[] = [];
    const instance = await startInstance((incoming, response) => {
      let body = "";
      incoming.on("data", (chunk) => {
        body += chunk;
      });
      incoming.on("end", () => {
        bodies.push(body);
        response.writeHead(bodies.length === 1 ? 503 : 200).end();
      });
    });
    const { port } = await startService(
      { members: membersOf(instance) },
      { retry: { attempts: 1, codes: [503], backoff: "1ms" } },
    );

    expect((await fetchFrom(port, "/", { method: "PUT", body: "state" })).status).toBe(200);
    expect(bodies).toEqual(["state", "state"]);
  });

  test("a PUT whose body is too large to keep is not", async () => {
    const { port, seen } = await startFlaky({ retry: { attempts: 3, codes: [503], backoff: "1ms" } });

    const { status } = await fetchFrom(port, "/", { method: "PUT", body: Buffer.alloc(100_000) });

    expect(status).toBe(503);
    expect(seen).toHaveLength(1);
  });

  test("a connection that breaks counts as a failed try", async () => {
    let connections = 0;
    const instance = await startRawInstance((socket) => {
      connections += 1;
      if (connections === 1) socket.once("data", () => socket.destroy());
      else answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(socket);
    });
    const { port } = await startService({ members: membersOf(instance) }, { retry: { attempts: 1, backoff: "1ms" } });

    expect(await fetchFrom(port, "/")).toMatchObject({ status: 200, body: "ok" });
  });

  test("the pause before a try doubles", async () => {
    const { port, records } = await startFlaky({ retry: { attempts: 3, codes: [503], backoff: "20ms" } }, 10);

    await fetchFrom(port, "/");

    // 20 + 40 + 80 ms.
    expect(records[0]?.milliseconds).toBeGreaterThanOrEqual(135);
  });
});

describe("connections to instances", () => {
  test("are kept and used again", async () => {
    const instance = await startRawInstance(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    const { port } = await startService({ members: membersOf(instance) });

    for (let index = 0; index < 5; index++) await fetchFrom(port, "/");

    expect(instance.connections()).toBe(1);
  });

  test("one that the instance closes just as it is used again is replaced, for a request that may be repeated", async () => {
    let connections = 0;
    const instance = await startRawInstance((socket) => {
      connections += 1;
      let requests = 0;
      socket.on("data", () => {
        requests += 1;
        if (connections === 1 && requests === 2) socket.destroy();
        else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    });
    const { port, records } = await startService({ members: membersOf(instance) });

    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect(records.map(({ tries }) => tries)).toEqual([1, 2]);
  });

  test("and is 502 for a POST, which may have been carried out", async () => {
    const instance = await startRawInstance((socket) => {
      let requests = 0;
      socket.on("data", () => {
        requests += 1;
        if (requests === 2) socket.destroy();
        else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    });
    const { port } = await startService({ members: membersOf(instance) });

    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect((await fetchFrom(port, "/", { method: "POST" })).status).toBe(502);
  });

  test("one with unsolicited bytes on it is not used again", async () => {
    const instance = await startRawInstance(
      answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
    );
    const { port } = await startService({ members: membersOf(instance) });

    for (let index = 0; index < 5; index++) expect((await fetchFrom(port, "/")).body).toBe("ok");
    expect(instance.connections()).toBe(5);
  });
});

describe("timeouts", () => {
  async function startSilent(route: Partial<Route>) {
    const instance = await startInstance(() => {});
    return startService({ members: membersOf(instance) }, route);
  }

  test("backendRequest: an instance that does not answer in time is 504", async () => {
    const { port, records } = await startSilent({ timeouts: { backendRequest: "50ms" } });

    expect(await fetchFrom(port, "/")).toMatchObject({ status: 504, body: "the service did not answer in time\n" });
    expect(records[0]?.reason).toContain("no response within 50 ms");
  });

  test("backendRequest is for each try", async () => {
    const echo = await startEcho();
    const silent = await startInstance(() => {});
    const { port, records } = await startService(
      { members: membersOf(silent, echo) },
      { timeouts: { backendRequest: "50ms" }, retry: { attempts: 1, backoff: "1ms" } },
    );

    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect(records).toMatchObject([{ tries: 2 }]);
  });

  test("request: tries and pauses together", async () => {
    const { port, records } = await startSilent({
      timeouts: { backendRequest: "40ms", request: "100ms" },
      retry: { attempts: 10, backoff: "1ms" },
    });

    expect((await fetchFrom(port, "/")).status).toBe(504);
    expect(records[0]?.reason).toContain("not answered within 100 ms");
  });

  test("request: a response that does not end in time is cut off", async () => {
    const instance = await startInstance((_request, response) => response.write("begun"));
    const { port } = await startService({ members: membersOf(instance) }, { timeouts: { request: "50ms" } });

    await expect(fetchFrom(port, "/")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test("none: an instance may take its time to send the rest", async () => {
    const instance = await startInstance((_request, response) => {
      response.write("begun");
      setTimeout(() => response.end(" and done"), 150);
    });
    const { port } = await startService({ members: membersOf(instance) }, { timeouts: { backendRequest: "50ms" } });

    expect((await fetchFrom(port, "/")).body).toBe("begun and done");
  });
});

describe("weighted backends", () => {
  test("get their shares", async () => {
    const counts: Record<string, number> = { main: 0, canary: 0 };
    const counting = (name: string) =>
      startInstance((_request, response) => {
        counts[name] = (counts[name] ?? 0) + 1;
        response.end();
      });
    const { port } = await startRoutes(
      [
        {
          name: "all",
          backends: [
            { service: "main", weight: 90 },
            { service: "canary", weight: 10 },
          ],
        },
      ],
      [
        { name: "main", members: membersOf(await counting("main")) },
        { name: "canary", members: membersOf(await counting("canary")) },
      ],
    );

    for (let index = 0; index < 400; index++) await fetchFrom(port, "/");

    // Five standard deviations around 40.
    expect(counts.canary).toBeGreaterThan(10);
    expect(counts.canary).toBeLessThan(70);
  });
});
