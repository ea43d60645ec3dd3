import { constants } from "node:http2";
import { fetchFrom } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { membersOf, startService } from "../../support/proxies";
import { fetchOver, openHttp2, replyOn } from "./client";
import { answerCall, GRPC_CALL, grpcMessage, messagesIn, startHttp2Instance } from "./grpc-server";

describe("a service of protocol H2C", () => {
  test("gets requests of HTTP/1.1 and of HTTP/2 on one connection", async () => {
    const instance = await startHttp2Instance(({ stream, headers }) => {
      const body: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => body.push(chunk));
      stream.on("end", () => {
        stream.respond({ ":status": 201, "x-seen": JSON.stringify(headers), "set-cookie": ["a=1", "b=2"] });
        stream.end(Buffer.concat(body));
      });
    });
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });
    const headers = { "x-custom": "one" };

    const one = await fetchFrom(port, "/a?b", { method: "POST", headers: { ...headers, host: "a.com" }, body: "one" });
    const two = await fetchOver(openHttp2(port), "/a?b", {
      method: "POST",
      headers: { ...headers, ":authority": "a.com" },
      body: "two",
    });

    expect(one).toMatchObject({ status: 201, body: "one", headers: { "set-cookie": ["a=1", "b=2"] } });
    expect(two).toMatchObject({ status: 201, body: "two", headers: { "set-cookie": ["a=1", "b=2"] } });
    for (const reply of [one, two]) {
      const seen = JSON.parse(String(reply.headers["x-seen"]));
      expect(seen).toMatchObject({
        ":method": "POST",
        ":path": "/a?b",
        ":authority": "a.com",
        ":scheme": "http",
        "x-custom": "one",
        "x-forwarded-for": "127.0.0.1",
      });
      for (const name of ["host", "connection", "transfer-encoding"]) expect(seen).not.toHaveProperty(name);
    }
    expect(instance.sessions).toHaveLength(1);
  });

  test("answers GET and HEAD with and without a length and a body", async () => {
    const instance = await startHttp2Instance(({ stream, headers }) => {
      const path = String(headers[":path"]);
      if (path === "/none") stream.respond({ ":status": 204 }, { endStream: true });
      else if (path === "/empty") stream.respond({ ":status": 200 }, { endStream: true });
      else if (path === "/length") {
        stream.respond({ ":status": 200, "content-length": 4 }, { endStream: headers[":method"] === "HEAD" });
        if (headers[":method"] !== "HEAD") stream.end("body");
      }
    });
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });

    expect(await fetchFrom(port, "/none")).toMatchObject({ status: 204, body: "" });
    expect(await fetchFrom(port, "/empty")).toMatchObject({ status: 200, body: "" });
    expect(await fetchFrom(port, "/length")).toMatchObject({ body: "body", headers: { "content-length": "4" } });
    expect(await fetchFrom(port, "/length", { method: "HEAD" })).toMatchObject({
      body: "",
      headers: { "content-length": "4" },
    });
  });

  test("that cannot be reached: 503; another instance is tried before", async () => {
    const instance = await startHttp2Instance(({ stream }) => {
      stream.respond({ ":status": 200 });
      stream.end("here");
    });
    const nobody = { address: "127.0.0.1", port: 1 };
    const { port } = await startService({ protocol: "H2C", members: membersOf(nobody, instance) });
    const { port: lonely } = await startService({ protocol: "H2C", members: membersOf(nobody) });

    for (const _ of [1, 2, 3]) expect(await fetchFrom(port, "/")).toMatchObject({ status: 200, body: "here" });
    expect(await fetchFrom(lonely, "/")).toMatchObject({ status: 503 });
  });

  test("is not asked for more at one time than it says: the rest wait", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let first = true;
    const instance = await startHttp2Instance(
      ({ stream }) => {
        const answer = (): void => {
          stream.respond({ ":status": 200 });
          stream.end();
        };
        if (first) answer();
        else waiting.push(answer);
        first = false;
      },
      { maxConcurrentStreams: 3 },
    );
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });
    await fetchFrom(port, "/first");

    const replies = Array.from({ length: 9 }, () => fetchFrom(port, "/"));
    for (let answered = 0; answered < 9; ) {
      await eventually(() => waiting.length > 0);
      most = Math.max(most, waiting.length);
      for (const answer of waiting.splice(0)) {
        answered += 1;
        answer();
      }
    }

    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(Array(9).fill(200));
    expect(most).toBeLessThanOrEqual(3);
  });

  test("that says goodbye gets what comes next on another connection, and answers what it has", async () => {
    const held = new Gate<() => void>();
    const instance = await startHttp2Instance(({ stream, headers }) => {
      const answer = (): void => {
        stream.respond({ ":status": 200 });
        stream.end("ok");
      };
      if (headers[":path"] === "/held") held.open(answer);
      else answer();
    });
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });
    const reply = fetchFrom(port, "/held");
    const answer = await held.opened;

    instance.sessions[0]?.close();
    await eventually(async () => {
      expect(await fetchFrom(port, "/next")).toMatchObject({ status: 200 });
      return instance.sessions.length > 1;
    });
    answer();

    expect(await reply).toMatchObject({ status: 200, body: "ok" });
  });

  test("that refuses a stream is asked once more, whatever the method", async () => {
    let asked = 0;
    const instance = await startHttp2Instance(({ stream }) => {
      asked += 1;
      if (asked === 1) {
        stream.close(constants.NGHTTP2_REFUSED_STREAM);
        return;
      }
      stream.respond({ ":status": 200 });
      stream.end("ok");
    });
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });

    expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 200, body: "ok" });
    expect(asked).toBe(2);
  });

  test.each([
    ["well", 200, 200],
    ["not well", 500, 503],
  ])("is checked in HTTP/2: %s", async (_name, health, status) => {
    const instance = await startHttp2Instance(({ stream, headers }) => {
      stream.respond({ ":status": headers[":path"] === "/healthz" ? health : 200 }, { endStream: true });
    });
    const { port } = await startService({
      protocol: "H2C",
      members: membersOf(instance),
      healthCheck: { type: "HTTP", path: "/healthz", interval: "100ms", unhealthyThreshold: 1, timeout: "100ms" },
    });
    const checks = () => instance.calls.filter(({ headers }) => headers[":path"] === "/healthz").length;
    await eventually(() => checks() > 2);

    await eventually(async () => (await fetchFrom(port, "/")).status === status);
  });

  test("that resets a stream: 502, and the connection serves on", async () => {
    const instance = await startHttp2Instance(({ stream, headers }) => {
      if (headers[":path"] === "/bad") {
        stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        return;
      }
      stream.respond({ ":status": 200 });
      stream.end("ok");
    });
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });

    expect(await fetchFrom(port, "/good")).toMatchObject({ status: 200 });
    expect(await fetchFrom(port, "/bad", { method: "POST" })).toMatchObject({ status: 502 });
    expect(await fetchFrom(port, "/good")).toMatchObject({ status: 200 });
    expect(instance.sessions).toHaveLength(1);
  });

  test("a request that its client cuts short never looks whole", async () => {
    const codes: number[] = [];
    const ended: string[] = [];
    const begun = new Gate();
    const instance = await startHttp2Instance(({ stream }) => {
      stream.on("data", () => begun.open());
      stream.on("end", () => {
        if (!stream.aborted) ended.push("whole");
      });
      stream.on("close", () => codes.push(stream.rstCode ?? 0));
    });
    const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });
    const stream = openHttp2(port).request({ ":method": "POST", ":path": "/" });
    stream.on("error", () => {});
    stream.write("part");
    await begun.opened;

    stream.close(constants.NGHTTP2_CANCEL);

    await eventually(() => codes.length > 0);
    expect(codes).toEqual([constants.NGHTTP2_CANCEL]);
    expect(ended).toEqual([]);
  });
});

describe("a service of protocol GRPC", () => {
  test("a call with one message each way, its status in the trailers", async () => {
    const instance = await startHttp2Instance((call) => {
      const body: Buffer[] = [];
      call.stream.on("data", (chunk: Buffer) => body.push(chunk));
      call.stream.on("end", () =>
        answerCall(
          call,
          messagesIn(Buffer.concat(body)).map((text) => `hello ${text}`),
        ),
      );
    });
    const { port } = await startService({ protocol: "GRPC", members: membersOf(instance) });
    const stream = openHttp2(port).request(GRPC_CALL);
    const reply = replyOn(stream);
    stream.end(grpcMessage("ann"));

    const { body, headers, trailers } = await reply;

    expect(messagesIn(Buffer.from(body))).toEqual(["hello ann"]);
    expect(headers).toMatchObject({ ":status": 200, "content-type": "application/grpc" });
    expect(trailers).toMatchObject({ "grpc-status": "0" });
    expect(instance.calls[0]?.headers).toMatchObject({ te: "trailers", "content-type": "application/grpc" });
  });

  test("messages stream both ways at one time", async () => {
    const instance = await startHttp2Instance(({ stream }) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.on("data", (chunk: Buffer) => {
        for (const text of messagesIn(chunk)) stream.write(grpcMessage(`heard ${text}`));
      });
      stream.on("end", () => stream.end());
    });
    const { port } = await startService({ protocol: "GRPC", members: membersOf(instance) });
    const stream = openHttp2(port).request(GRPC_CALL);
    const heard: string[] = [];
    stream.on("data", (chunk: Buffer) => heard.push(...messagesIn(chunk)));
    const reply = replyOn(stream);

    for (const text of ["one", "two", "three"]) {
      stream.write(grpcMessage(text));
      await eventually(() => heard.includes(`heard ${text}`));
    }
    stream.end();

    expect((await reply).trailers).toMatchObject({ "grpc-status": "0" });
    expect(heard).toEqual(["heard one", "heard two", "heard three"]);
  });

  test("an answer of fields alone stays one", async () => {
    const instance = await startHttp2Instance(({ stream }) => {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-status": "5", "grpc-message": "nobody" },
        { endStream: true },
      );
    });
    const { port } = await startService({ protocol: "GRPC", members: membersOf(instance) });
    const stream = openHttp2(port).request(GRPC_CALL);
    const reply = replyOn(stream);
    stream.end(grpcMessage("ann"));

    expect(await reply).toMatchObject({
      headAlone: true,
      headers: { "grpc-status": "5", "grpc-message": "nobody" },
    });
  });

  test("a status before the client has sent all arrives", async () => {
    const instance = await startHttp2Instance((call) => answerCall(call, ["enough"], "8"));
    const { port } = await startService({ protocol: "GRPC", members: membersOf(instance) });
    const stream = openHttp2(port).request(GRPC_CALL);
    const reply = replyOn(stream);
    stream.write(grpcMessage("one"));

    expect(await reply).toMatchObject({ trailers: { "grpc-status": "8" } });
  });
});

describe("what the proxy answers a call of gRPC by itself", () => {
  const unreachable = membersOf({ address: "127.0.0.1", port: 1 });
  test.each([
    ["no route: UNIMPLEMENTED", "12", 404, { matches: [{ path: { type: "Exact", value: "/else" } }] } as const],
    ["no instance: UNAVAILABLE", "14", 503, {}],
    ["no leave: PERMISSION_DENIED", "7", 403, { filters: [{ type: "IPAccess", deny: ["127.0.0.0/8"] }] } as const],
  ])("%s", async (_name, code, status, route) => {
    const { port, records } = await startService({ protocol: "GRPC", members: unreachable }, route);
    const stream = openHttp2(port).request(GRPC_CALL);
    const reply = replyOn(stream);
    stream.end(grpcMessage("ann"));

    expect(await reply).toMatchObject({
      headAlone: true,
      headers: { ":status": 200, "content-type": "application/grpc", "grpc-status": code },
    });
    expect(records).toMatchObject([{ status }]);
  });

  test("too late: DEADLINE_EXCEEDED", async () => {
    const instance = await startHttp2Instance(() => {});
    const service = { protocol: "GRPC", members: membersOf(instance) } as const;
    const { port } = await startService(service, { timeouts: { request: "100ms" } });
    const stream = openHttp2(port).request(GRPC_CALL);
    const reply = replyOn(stream);
    stream.end(grpcMessage("ann"));

    expect(await reply).toMatchObject({ headers: { ":status": 200, "grpc-status": "4" } });
    await eventually(() => instance.calls[0]?.stream.destroyed);
  });

  test("gRPC-Web and other requests get the status itself", async () => {
    const { port } = await startService({ protocol: "GRPC", members: unreachable });
    const session = openHttp2(port);

    for (const type of ["application/grpc-web", "application/json"]) {
      expect(
        await fetchOver(session, "/", { method: "POST", headers: { "content-type": type }, body: "" }),
      ).toMatchObject({
        status: 503,
      });
    }
  });
});
