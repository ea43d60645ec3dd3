import { silentMember } from "../layer4/support/silent-member";
import { fetchFrom, RawClient } from "../support/clients";
import { eventually } from "../support/conditions";
import { startEngine } from "../support/engines";
import { answering, startInstance, startRawInstance } from "../support/instances";
import { membersOf, startEcho } from "../support/proxies";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

describe("times", () => {
  test("headTime: a head that does not come to its end is answered 408", async () => {
    const { port, records } = await startEngine({ headTime: 50 }, []);
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow:");

    expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 [\s\S]*did not come in time\n$/);
    expect(records).toMatchObject([{ status: 408 }]);
  });

  test("headTime: a client that sends nothing is let go without a word", async () => {
    const { port, records } = await startEngine({ headTime: 50 }, []);
    const client = await RawClient.open(port);

    expect(await client.closed()).toBe("");
    expect(records).toEqual([]);
  });

  test("keepAlive: a connection at rest is closed", async () => {
    const { port } = await startEngine({ keepAlive: 50 }, membersOf(await startEcho()));
    const client = await RawClient.open(port);

    client.send(GET);

    expect(await client.closed()).toMatch(/\}\n$/);
  });

  test("clientIdle: a client that stops in the middle of its body", async () => {
    const instance = await startInstance((request) => request.resume());
    const { port, records } = await startEngine({ clientIdle: 50 }, membersOf(instance));
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");

    await client.closed();
    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ reason: "the client stopped sending" }]);
  });

  test("clientIdle: a client that stops reading", async () => {
    const instance = await startInstance((_request, response) => {
      const pump = (): void => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on("drain", pump);
      pump();
    });
    const { port, records } = await startEngine({ clientIdle: 100 }, membersOf(instance));
    const client = await RawClient.open(port);
    client.socket.pause();

    client.send(GET);

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ reason: "the client stopped reading" }]);
  });

  test("clientIdle is not for a client that waits", async () => {
    const instance = await startInstance((_request, response) => setTimeout(() => response.end("late"), 200));
    const { port } = await startEngine({ clientIdle: 50 }, membersOf(instance));

    expect((await fetchFrom(port, "/")).body).toBe("late");
  });

  test("instanceIdle: an instance that falls silent in the middle of its response", async () => {
    const instance = await startInstance((_request, response) => response.write("begun"));
    const { port, records } = await startEngine({ clientIdle: 40, instanceIdle: 120 }, membersOf(instance));
    const client = await RawClient.open(port);

    client.send(GET);

    expect(await client.closed()).toContain("begun");
    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 200, reason: "the instance fell silent" }]);
  });

  test("instanceIdle is not for one that goes on now and then", async () => {
    const instance = await startInstance((_request, response) => {
      let left = 8;
      const timer = setInterval(() => {
        left -= 1;
        if (left > 0) response.write(".");
        else {
          clearInterval(timer);
          response.end("done");
        }
      }, 60);
    });
    const { port } = await startEngine({ clientIdle: 40, instanceIdle: 120 }, membersOf(instance));

    expect((await fetchFrom(port, "/")).body).toMatch(/done$/);
  });

  test("tunnelIdle: an upgraded connection on which nothing happens", async () => {
    const instance = await startInstance(() => {});
    instance.server.on("upgrade", (_request, socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    });
    const { port, records } = await startEngine({ tunnelIdle: 50 }, membersOf(instance));
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");

    await client.closed();
    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 101, reason: "the connection was silent for too long" }]);
  });

  test("connect: an instance that does not accept is passed over", async () => {
    const silent = await silentMember();
    const echo = await startEcho();
    const { port, records } = await startEngine({ connect: 50 }, [silent, ...membersOf(echo)]);

    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect(records).toMatchObject([{ tries: 2 }]);
  });

  test("connectTotal: not every instance is waited for", async () => {
    const silent = [await silentMember(), await silentMember(), await silentMember(), await silentMember()];
    const { port, records } = await startEngine({ connect: 60, connectTotal: 100 }, silent);

    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(records).toMatchObject([{ tries: 2 }]);
  });

  test("spare: a connection to an instance that nobody needs is closed", async () => {
    const instance = await startInstance((_request, response) => response.end());
    const { port } = await startEngine({ spare: 50 }, membersOf(instance));

    await fetchFrom(port, "/");

    await eventually(
      () => new Promise<boolean>((resolve) => instance.server.getConnections((_error, count) => resolve(count === 0))),
    );
  });

  test("linger: a client goes on sending after its response has ended", async () => {
    const instance = await startRawInstance(answering("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
    const { port } = await startEngine({ linger: 50 }, membersOf(instance));
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbeginning");

    expect(await client.closed()).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("sizes", () => {
  test("keptBody: what may be sent twice", async () => {
    let seen = 0;
    const instance = await startInstance((request, response) => {
      request.resume().on("end", () => {
        seen += 1;
        response.writeHead(seen % 2 === 1 ? 503 : 200).end();
      });
    });
    const retry = { attempts: 1, codes: [503], backoff: "1ms" } as const;
    const { port } = await startEngine({ keptBody: 10 }, membersOf(instance), { retry });

    expect((await fetchFrom(port, "/", { method: "PUT", body: "x".repeat(10) })).status).toBe(200);
    expect((await fetchFrom(port, "/", { method: "PUT", body: "x".repeat(11) })).status).toBe(503);
  });
});
