import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:http2";
import { eventually, Gate } from "../../support/conditions";
import { answering, startInstance, startRawInstance } from "../../support/instances";
import { membersOf, startService } from "../../support/proxies";
import { fetchOver, openHttp2, replyOn } from "./client";

const CHUNKED_WITH_TRAILERS =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n4\r\nbody\r\n0\r\nx-sum: 7\r\n\r\n";

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("bodies over HTTP/2", () => {
  test.each([
    ["with its length", { "content-length": String(3 << 20) }, "content-length"],
    ["without its length", {}, "transfer-encoding"],
  ])("a long body goes both ways whole, %s", async (_name, headers, framing) => {
    const sent = randomBytes(3 << 20);
    const instance = await startInstance((request, response) => {
      response.setHeader(
        "x-framed-by",
        Object.keys(request.headers).filter((name) => /length|encoding/.test(name)),
      );
      request.pipe(response);
    });
    const { port } = await startService({ members: membersOf(instance) });

    const stream = openHttp2(port).request({ ":method": "POST", ":path": "/", ...headers });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    const reply = replyOn(stream);
    stream.end(sent);

    expect((await reply).headers["x-framed-by"]).toBe(framing);
    expect(digest(Buffer.concat(chunks))).toBe(digest(sent));
  });

  test("a client that does not read holds the instance back", async () => {
    let written = 0;
    const instance = await startRawInstance((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        const more = (): void => {
          while (written < 100_000_000) {
            written += 65_536;
            if (!socket.write(Buffer.alloc(65_536))) break;
          }
        };
        socket.on("drain", more);
        more();
      });
    });
    const { port } = await startService({ members: membersOf(instance) });
    const stream = openHttp2(port).request({ ":path": "/" });
    stream.on("error", () => {});
    const begun = new Gate();
    stream.on("response", () => begun.open());
    await begun.opened;

    let before = -1;
    await eventually(async () => {
      const same = before === written;
      before = written;
      if (!same) await new Promise((resolve) => setTimeout(resolve, 100));
      return same;
    });

    expect(written).toBeLessThan(30_000_000);
  });

  test("an instance that does not read holds the client back", async () => {
    const instance = await startRawInstance((socket) => {
      socket.pause();
    });
    const { port } = await startService({ members: membersOf(instance) });
    const stream = openHttp2(port).request({ ":method": "POST", ":path": "/" });
    stream.on("error", () => {});

    const stuck = await new Promise<number>((resolve) => {
      let sent = 0;
      let idle: NodeJS.Timeout;
      const more = (): void => {
        clearTimeout(idle);
        idle = setTimeout(() => resolve(sent), 200);
        stream.write(Buffer.alloc(65_536), () => {
          sent += 65_536;
          if (sent < 100_000_000) more();
        });
      };
      more();
    });

    expect(stuck).toBeLessThan(30_000_000);
  });

  test("trailers go both ways", async () => {
    const trailers = new Gate<NodeJS.Dict<string>>();
    const instance = await startInstance((request, response) => {
      request.resume();
      request.on("end", () => {
        trailers.open(request.trailers);
        response.writeHead(200, { trailer: "x-sum" });
        response.write("body");
        response.addTrailers({ "x-sum": "7" });
        response.end();
      });
    });
    const { port } = await startService({ members: membersOf(instance) });

    const stream = openHttp2(port).request(
      { ":method": "POST", ":path": "/", te: "trailers" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-client-sum": "5" }));
    const reply = replyOn(stream);
    stream.end("sent");

    expect(await reply).toMatchObject({ status: 200, body: "body", trailers: { "x-sum": "7" } });
    expect(await trailers.opened).toMatchObject({ "x-client-sum": "5" });
  });

  test("trailers of a response come where the request's body was not wanted", async () => {
    const instance = await startRawInstance(answering(CHUNKED_WITH_TRAILERS));
    const { port } = await startService({ members: membersOf(instance) });
    const stream = openHttp2(port).request({ ":method": "POST", ":path": "/" });
    const reply = replyOn(stream);
    stream.write("never ended");

    expect(await reply).toMatchObject({
      body: "body",
      trailers: { "x-sum": "7" },
      code: constants.NGHTTP2_NO_ERROR,
    });
  });

  test("fields of the connection stay there, and Set-Cookie is not joined", async () => {
    const instance = await startRawInstance(
      answering(
        "HTTP/1.1 200 OK\r\nConnection: keep-alive, x-own\r\nKeep-Alive: timeout=5\r\nX-Own: 1\r\nUpgrade: h2c\r\n" +
          "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nVary: a\r\nVary: b\r\nX-Latin: caf\xe9\r\nContent-Length: 2\r\n\r\nok",
      ),
    );
    const { port } = await startService({ members: membersOf(instance) });

    const { headers, body } = await fetchOver(openHttp2(port), "/");

    expect(body).toBe("ok");
    expect(headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], vary: "a, b", "x-latin": "caf\xe9" });
    for (const name of ["connection", "keep-alive", "x-own", "upgrade"]) expect(headers).not.toHaveProperty(name);
  });

  test("a response of unknown length to HEAD, 204 and 304 has no body", async () => {
    const statuses = [200, 204, 304];
    const instance = await startInstance((request, response) => {
      response.writeHead(Number(request.url?.slice(1)));
      response.end();
    });
    const { port } = await startService({ members: membersOf(instance) });
    const session = openHttp2(port);

    for (const status of statuses) {
      const method = status === 200 ? "HEAD" : "GET";
      expect(await fetchOver(session, `/${status}`, { method })).toMatchObject({ status, body: "", headAlone: true });
    }
  });

  test("Expect: 100-continue and 103 pass through", async () => {
    const instance = await startRawInstance((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
      });
    });
    const { port } = await startService({ members: membersOf(instance) });
    const stream = openHttp2(port).request({
      ":method": "POST",
      ":path": "/",
      expect: "100-continue",
      "content-length": "4",
    });
    const informed: unknown[] = [];
    stream.on("headers", (fields) => {
      informed.push(fields[":status"]);
      if (fields[":status"] === 103) expect(fields.link).toBe("</a>");
      if (fields[":status"] === 100) stream.end("body");
    });

    expect(await replyOn(stream)).toMatchObject({ status: 200, body: "ok" });
    expect(informed).toEqual([100, 103]);
  });
});
