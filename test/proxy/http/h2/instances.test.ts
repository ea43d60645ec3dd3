import { constants } from "node:http2";
import { connect } from "node:net";
import { setTimeout as pass } from "node:timers/promises";
import type { Route } from "../../../../lib/topology";
import { afterTest } from "../../support/cleanup";
import { fetchFrom, RawClient } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { startRawInstance } from "../../support/instances";
import { membersOf, startService } from "../../support/proxies";
import {
  DATA,
  END_HEADERS,
  END_STREAM,
  FrameClient,
  fields,
  frame,
  GOAWAY,
  HEADERS,
  PING,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames";
import { startHttp2Instance } from "./grpc-server";

type Answer = (stream: number, server: FrameClient) => void;

/** A service of one instance whose frames are made by hand: each request is answered once its fields have come. */
async function startFrames(answer: Answer, greeting?: readonly Buffer[], route: Partial<Route> = {}) {
  const servers: FrameClient[] = [];
  const instance = await startRawInstance((socket) => {
    const server = FrameClient.accept(socket, greeting);
    servers.push(server);
    let seen = 0;
    socket.on("data", () => {
      for (const { type, stream } of server.frames.slice(seen)) if (type === HEADERS) answer(stream, server);
      seen = server.frames.length;
    });
  });
  const started = await startService(
    { protocol: "H2C", members: membersOf(instance) },
    { retry: { attempts: 0 }, ...route },
  );
  return { ...started, servers };
}

function head(stream: number, flags: number, ...more: readonly (readonly [string, string])[]): Buffer {
  return frame(HEADERS, END_HEADERS | flags, stream, fields([[":status", "200"], ...more]));
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

describe("a response of HTTP/2 that is malformed", () => {
  test.each<[what: string, list: readonly (readonly [string, string])[], reason: RegExp]>([
    ["no status", [["x", "1"]], /no status/],
    [
      "a status after other fields",
      [
        ["x", "1"],
        [":status", "200"],
      ],
      /no status/,
    ],
    [
      "two statuses",
      [
        [":status", "200"],
        [":status", "200"],
      ],
      /not one valid status/,
    ],
    ["a status that is none", [[":status", "2000"]], /not one valid status/],
    ["a change of protocol", [[":status", "101"]], /not one valid status/],
    [
      "a pseudo-header field of requests",
      [
        [":status", "200"],
        [":path", "/"],
      ],
      /not one valid status/,
    ],
    [
      "a name in upper case",
      [
        [":status", "200"],
        ["X-Upper", "1"],
      ],
      /none of HTTP/,
    ],
    [
      "CR and LF in a value",
      [
        [":status", "200"],
        ["x", "1\r\nevil: 1"],
      ],
      /none of HTTP/,
    ],
    [
      "a field of the connection",
      [
        [":status", "200"],
        ["transfer-encoding", "chunked"],
      ],
      /of the connection/,
    ],
    [
      "two lengths",
      [
        [":status", "200"],
        ["content-length", "0"],
        ["content-length", "1"],
      ],
      /Content-Length/,
    ],
    [
      "a length without a body",
      [
        [":status", "200"],
        ["content-length", "5"],
      ],
      /shorter than its length/,
    ],
    ["an interim status alone", [[":status", "103"]], /no final head/],
    [
      "fields without end",
      [[":status", "200"], ...Array.from({ length: 101 }, () => ["x", "1"] as const)],
      /more than 100/,
    ],
  ])("one with %s is 502", async (_what, list, reason) => {
    const { port, records } = await startFrames((stream, server) =>
      server.send(frame(HEADERS, END_STREAM | END_HEADERS, stream, fields(list))),
    );

    expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 502 });
    expect(records).toMatchObject([{ status: 502, reason: expect.stringMatching(reason) }]);
  });

  test("one with a body before its head is 502", async () => {
    const { port } = await startFrames((stream, server) => server.send(frame(DATA, END_STREAM, stream)));

    expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 502 });
  });

  test("one with fields that cannot be read is 502, and ends the connection", async () => {
    const { port, servers } = await startFrames((stream, server) =>
      server.send(frame(HEADERS, END_STREAM | END_HEADERS, stream, Buffer.of(0xff, 0xff))),
    );

    expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 502 });
    expect(await servers[0]?.end()).toBe(constants.NGHTTP2_COMPRESSION_ERROR);
  });
});

test.each([
  [
    "a body longer than its length",
    [head(1, 0, ["content-length", "2"]), frame(DATA, END_STREAM, 1, Buffer.from("more"))],
  ],
  [
    "a body shorter than its length",
    [head(1, 0, ["content-length", "9"]), frame(DATA, END_STREAM, 1, Buffer.from("less"))],
  ],
  ["a body that is reset", [head(1, 0), frame(DATA, 0, 1, Buffer.from("part")), frame(RST_STREAM, 0, 1, number(2))]],
  ["trailers that are malformed", [head(1, 0), frame(HEADERS, END_STREAM | END_HEADERS, 1, fields([["X", "1"]]))]],
])("%s never looks whole", async (_what, frames) => {
  const { port } = await startFrames((_stream, server) => server.send(...frames));

  await expect(fetchFrom(port, "/")).rejects.toThrow();
});

test("what an instance has not looked at when it says goodbye is sent to it once more, whatever the method", async () => {
  let connections = 0;
  const { port } = await startFrames((stream, server) => {
    connections += 1;
    if (connections === 1) server.send(frame(GOAWAY, 0, 0, Buffer.alloc(8)));
    else server.send(head(stream, END_STREAM));
  });

  expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 200 });
  expect(connections).toBe(2);
});

test("an instance is sent no more than its windows take", async () => {
  const noWindow = Buffer.concat([Buffer.of(0, 4), number(0)]);
  const { port, servers } = await startFrames(() => {}, [frame(SETTINGS, 0, 0, noWindow)]);
  // It has said so before the second request.
  void fetchFrom(port, "/first").catch(() => {});
  await eventually(() => servers[0]?.frames.some(({ type, flags }) => type === SETTINGS && flags === 1));
  const data = () => servers[0]?.frames.filter(({ type }) => type === DATA).map(({ payload }) => payload.toString());

  const reply = fetchFrom(port, "/", { method: "POST", body: "hello" });
  await eventually(() => servers[0]?.frames.some(({ type, stream }) => type === HEADERS && stream === 3));
  expect(data()).toEqual([]);
  servers[0]?.send(frame(WINDOW_UPDATE, 0, 3, number(2)));
  await eventually(() => data()?.join("") === "he");
  servers[0]?.send(frame(WINDOW_UPDATE, 0, 3, number(100)));
  await eventually(() => data()?.join("") === "hello");
  servers[0]?.send(head(3, END_STREAM));

  expect(await reply).toMatchObject({ status: 200 });
});

test("a client that does not read holds the instance back, and no other client", async () => {
  let written = 0;
  const instance = await startHttp2Instance(({ stream, headers }) => {
    stream.respond({ ":status": 200 });
    if (headers[":path"] === "/small") {
      stream.end("small");
      return;
    }
    const more = (): void => {
      while (written < 100_000_000) {
        written += 65_536;
        if (!stream.write(Buffer.alloc(65_536))) break;
      }
    };
    stream.on("drain", more);
    more();
  });
  const { port } = await startService({ protocol: "H2C", members: membersOf(instance) });
  const socket = connect(port, "127.0.0.1");
  afterTest(() => socket.destroy());
  const begun = new Gate();
  socket.once("readable", () => begun.open());
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await begun.opened;

  let before = -1;
  await eventually(async () => {
    const same = before === written;
    before = written;
    if (!same) await new Promise((resolve) => setTimeout(resolve, 100));
    return same;
  });

  expect(written).toBeLessThan(30_000_000);
  expect(await fetchFrom(port, "/small")).toMatchObject({ status: 200, body: "small" });
  expect(instance.sessions).toHaveLength(1);
});

test("a ping of an instance is answered", async () => {
  const { port, servers } = await startFrames((stream, server) =>
    server.send(frame(PING, 0, 0, Buffer.from("12345678")), head(stream, END_STREAM)),
  );

  await fetchFrom(port, "/");

  expect(await servers[0]?.first(PING)).toMatchObject({ flags: 1, payload: Buffer.from("12345678") });
});

test("a push was not asked for, and ends the connection", async () => {
  const { port, servers } = await startFrames((_stream, server) =>
    server.send(frame(5, END_HEADERS, 1, Buffer.concat([number(2), fields([[":status", "200"]])]))),
  );

  expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 502 });
  expect(await servers[0]?.end()).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
});

test.each([
  ["settings that a server must not have: that it takes pushes", 2, 1, constants.NGHTTP2_PROTOCOL_ERROR],
  ["a setting without such a value", 5, 1, constants.NGHTTP2_PROTOCOL_ERROR],
])("%s, end the connection", async (_what, identifier, value, code) => {
  const settings = frame(SETTINGS, 0, 0, Buffer.concat([Buffer.of(0, identifier), number(value)]));
  const { port, servers } = await startFrames((stream, server) => server.send(settings, head(stream, END_STREAM)));

  expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 502 });
  expect(await servers[0]?.end()).toBe(code);
});

test("an instance may say that it takes no pushes", async () => {
  const { port } = await startFrames(
    (stream, server) => server.send(head(stream, END_STREAM)),
    [frame(SETTINGS, 0, 0, Buffer.concat([Buffer.of(0, 2), number(0)]))],
  );

  expect(await fetchFrom(port, "/")).toMatchObject({ status: 200 });
});

describe("an instance's own time, backendRequest,", () => {
  const timeouts = { backendRequest: "100ms" } as const;

  test("begins with the last byte of the request", async () => {
    const { port, servers } = await startFrames(
      (stream, server) => {
        const whole = (): void => {
          if (server.frames.some(({ type, flags }) => type === DATA && (flags & END_STREAM) !== 0)) {
            server.send(head(stream, END_STREAM));
          }
        };
        server.socket.on("data", whole);
      },
      undefined,
      { timeouts },
    );
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha");
    await pass(300);
    client.send("lf");

    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 /);
    expect(servers).toHaveLength(1);
  });

  test("ends the wait for one that says nothing, and its stream", async () => {
    const { port, servers } = await startFrames(() => {}, undefined, { timeouts });

    expect(await fetchFrom(port, "/", { method: "POST", body: "half" })).toMatchObject({ status: 504 });
    const reset = await servers[0]?.first(RST_STREAM);
    expect(reset?.payload.readUInt32BE(0)).toBe(constants.NGHTTP2_CANCEL);
  });
});
