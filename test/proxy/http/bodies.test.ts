import { createHash, randomBytes } from "node:crypto";
import { type IncomingMessage, request } from "node:http";
import { fetchFrom, keepAliveAgent, RawClient } from "../support/clients";
import { eventually, Gate } from "../support/conditions";
import { answering, startInstance, startRawInstance } from "../support/instances";
import { membersOf, startEcho, startService } from "../support/proxies";

const MEGABYTES = 24;

function hashOf(stream: IncomingMessage): Promise<string> {
  const hash = createHash("sha256");
  return new Promise((resolve, reject) => {
    stream.on("data", (chunk) => hash.update(chunk));
    stream.on("end", () => resolve(hash.digest("hex")));
    stream.on("error", reject);
  });
}

describe("bodies", () => {
  test("large ones pass both ways byte for byte", async () => {
    const down = randomBytes(MEGABYTES * 1024 * 1024);
    const instance = await startInstance((received, response) => {
      void hashOf(received).then((hash) => {
        response.writeHead(200, { "x-received": hash });
        response.end(down);
      });
    });
    const { port } = await startService({ members: membersOf(instance) });
    const up = randomBytes(MEGABYTES * 1024 * 1024);

    const [received, sent] = await new Promise<[string, string]>((resolve, reject) => {
      const upload = request({ port, host: "127.0.0.1", method: "POST", agent: false }, (response) => {
        hashOf(response).then((hash) => resolve([String(response.headers["x-received"]), hash]), reject);
      });
      upload.on("error", reject);
      upload.end(up);
    });

    expect(received).toBe(createHash("sha256").update(up).digest("hex"));
    expect(sent).toBe(createHash("sha256").update(down).digest("hex"));
  });

  test("an instance that does not read holds the client back", async () => {
    const held = new Gate<IncomingMessage>();
    const instance = await startInstance((received) => {
      received.pause();
      held.open(received);
    });
    const { port } = await startService({ members: membersOf(instance) });
    const upload = request({ port, host: "127.0.0.1", method: "POST", agent: false });
    upload.on("error", () => {});
    let accepted = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const total = 64 * 1024 * 1024;

    const pump = (): void => {
      let ready = true;
      while (ready && accepted < total) {
        ready = upload.write(chunk);
        accepted += chunk.length;
      }
    };
    upload.on("drain", pump);
    pump();
    await held.opened;
    await settled(() => accepted);

    // Buffers of the kernel and of three streams, a fraction of what was offered.
    expect(accepted).toBeLessThan(total / 2);
    upload.destroy();
  });

  test("a client that does not read holds the instance back", async () => {
    let written = 0;
    const total = 64 * 1024 * 1024;
    const chunk = Buffer.alloc(64 * 1024);
    const instance = await startInstance((_request, response) => {
      const pump = (): void => {
        let ready = true;
        while (ready && written < total) {
          ready = response.write(chunk);
          written += chunk.length;
        }
      };
      response.on("drain", pump);
      pump();
    });
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);
    client.socket.pause();

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await eventually(() => written > 0);
    await settled(() => written);

    expect(written).toBeLessThan(total / 2);
  });

  test("a chunked body stays chunked, with its trailer fields", async () => {
    const seen = new Gate<unknown>();
    const instance = await startInstance((received, response) => {
      received.resume();
      received.on("end", () => {
        seen.open({ encoding: received.headers["transfer-encoding"], trailers: received.trailers });
        response.writeHead(200, { "Transfer-Encoding": "chunked" });
        response.write("part");
        response.addTrailers({ "X-Checksum": "abc" });
        response.end();
      });
    });
    const { port } = await startService({ members: membersOf(instance) });

    const reply = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const upload = request({ port, host: "127.0.0.1", method: "POST", agent: false }, (response) => {
        response.resume();
        response.on("end", () => resolve({ ...response.trailers }));
      });
      upload.on("error", reject);
      upload.write("a");
      upload.addTrailers({ "X-Up": "1", "X-Forwarded-For": "10.9.9.9" });
      upload.end();
    });

    expect(await seen.opened).toEqual({ encoding: "chunked", trailers: { "x-up": "1" } });
    expect(reply).toEqual({ "x-checksum": "abc" });
  });

  test.each(["GET", "DELETE"])("%s may have a body", async (method) => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const reply = await fetchFrom(port, "/", { method, headers: { "content-length": 3 }, body: "abc" });

    expect(JSON.parse(reply.body)).toMatchObject({ method, body: "abc" });
  });

  test.each([
    { what: "HEAD", method: "HEAD", status: 200 },
    { what: "204", method: "GET", status: 204 },
    { what: "304", method: "GET", status: 304 },
  ])("a response to $what has no body, and the connection goes on", async ({ method, status }) => {
    const instance = await startInstance((_request, response) => {
      response.writeHead(status, { "Content-Length": 11 }).end();
    });
    const { port } = await startService({ members: membersOf(instance) });
    const agent = keepAliveAgent();

    const first = await fetchFrom(port, "/", { method, agent });
    const second = await fetchFrom(port, "/", { method, agent });

    expect(first).toMatchObject({ status, body: "" });
    expect(first.headers["content-length"]).toBe(status === 204 ? undefined : "11");
    expect(second.status).toBe(status);
  });

  test("a response that ends with its connection is passed on whole", async () => {
    const instance = await startRawInstance((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"));
    });
    const { port } = await startService({ members: membersOf(instance) });

    expect(await fetchFrom(port, "/")).toMatchObject({ status: 200, body: "to the end" });
  });

  test("the instance's chunks arrive as they come", async () => {
    const more = new Gate();
    const instance = await startInstance((_request, response) => {
      response.write("first");
      void more.opened.then(() => response.end("second"));
    });
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/first/);
    expect(client.text).not.toContain("second");
    more.open();

    await client.until(/second\r\n0\r\n\r\n$/);
  });

  test("a response broken off is broken off for the client too", async () => {
    const instance = await startRawInstance((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", () => socket.destroy());
      });
    });
    const { port, records } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    expect(await client.closed()).toMatch(/Content-Length: 10[\s\S]*half$/);
    await eventually(() => records[0]?.reason !== undefined);
  });

  test("an instance may answer before it has read the body", async () => {
    const instance = await startInstance((_request, response) => response.writeHead(413).end("too large"));
    const { port } = await startService({ members: membersOf(instance) });

    const reply = await fetchFrom(port, "/", { method: "POST", body: Buffer.alloc(4 * 1024 * 1024) });

    expect(reply).toMatchObject({ status: 413, body: "too large" });
  });

  test("a client that goes away takes its request with it", async () => {
    const gone = new Gate();
    const instance = await startInstance((received) => received.on("close", () => gone.open()));
    const { port, records } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await eventually(() => instance.server.listening);
    await connected(instance.server);
    client.socket.destroy();

    await gone.opened;
    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 0, reason: "the client went away" }]);
  });
});

describe("100 (Continue)", () => {
  test("is asked of the instance and passed on", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    client.send("abc");

    expect(await client.until(/\}\n/)).toContain('"body":"abc"');
  });

  test("a final answer instead closes the connection, since a body may follow or not", async () => {
    const instance = await startRawInstance(answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");

    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(text).toMatch(/connection: close/i);
    expect(text).not.toContain("100 Continue");
  });

  test("103 (Early Hints) is passed on", async () => {
    const instance = await startInstance((_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => response.end("done"));
    });
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    expect(await client.until(/done/)).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/style\.css>; rel=preload\r\n/i);
  });
});

/** Resolves when a number has stopped growing. */
async function settled(read: () => number): Promise<void> {
  let before = -1;
  let still = 0;
  await eventually(() => {
    still = read() === before ? still + 1 : 0;
    before = read();
    return still > 20;
  });
}

function connected(server: { getConnections(callback: (error: Error | null, count: number) => void): unknown }) {
  return eventually(
    () => new Promise<boolean>((resolve) => server.getConnections((_error, count) => resolve(count > 0))),
  );
}
