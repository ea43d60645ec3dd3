import { constants } from "node:http2";
import { ServiceConnection } from "../../../../lib/proxy/http/h2/upstream/service-connection";
import { fetchFrom } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import {
  DATA,
  END_HEADERS,
  END_STREAM,
  FrameClient,
  fields,
  frame,
  GET,
  GOAWAY,
  HEADERS,
  PING,
  POST,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames";
import {
  head,
  INITIAL_WINDOW_SIZE,
  MAX_CONCURRENT_STREAMS,
  number,
  setting,
  startFrameService,
} from "./frames-instance";

/** The numbers of the streams that were opened on a connection. */
function opened(server: FrameClient | undefined): number[] {
  return (server?.frames ?? []).filter(({ type }) => type === HEADERS).map(({ stream }) => stream);
}

function count(server: FrameClient | undefined, type: number): number {
  return (server?.frames ?? []).filter((one) => one.type === type).length;
}

/** Goodbye: streams up to this one are served. */
function goodbye(lastStream: number): Buffer {
  return frame(GOAWAY, 0, 0, Buffer.concat([number(lastStream), number(0)]));
}

describe("an instance's goodbye", () => {
  test("is heeded by what it refuses: that goes to another connection", async () => {
    const { port, servers } = await startFrameService(({ type, stream }, server, connection) => {
      if (type !== HEADERS) return;
      // What comes after its goodbye it does not look at.
      if (connection > 0) server.send(head(stream, END_STREAM));
      else if (stream === 1) server.send(goodbye(0));
    });

    expect(await fetchFrom(port, "/", { method: "POST" })).toMatchObject({ status: 200 });
    expect(servers.map(opened)).toEqual([[1], [1]]);
  });
});

test("a connection whose streams have all been used makes room for another", async () => {
  const { port, servers } = await startFrameService(({ type, stream }, server) => {
    if (type === HEADERS) server.send(head(stream, END_STREAM));
  });
  const begin = ServiceConnection.prototype.begin;
  const begun = jest.spyOn(ServiceConnection.prototype, "begin").mockImplementationOnce(function (
    this: ServiceConnection,
    keeper,
  ) {
    Object.assign(this, { nextStream: 2 ** 31 - 1 });
    return begin.call(this, keeper);
  });

  const statuses = [];
  for (let count = 0; count < 3; count++) statuses.push((await fetchFrom(port, "/")).status);
  begun.mockRestore();

  expect(statuses).toEqual([200, 200, 200]);
  expect(servers.map(opened)).toEqual([[2 ** 31 - 1], [1, 3]]);
});

test("a request never is one more than the instance allows: what made room for it was ended before", async () => {
  const { port, servers } = await startFrameService(
    ({ type, stream }, server) => {
      if (type === HEADERS && stream === 1) server.send(head(stream, END_STREAM));
    },
    [frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 1))],
  );
  await fetchFrom(port, "/");
  const client = await FrameClient.open(port);
  client.request(1, GET);
  await eventually(() => opened(servers[0]).includes(3));
  client.request(3, GET);

  client.send(frame(RST_STREAM, 0, 1, number(constants.NGHTTP2_CANCEL)));
  await eventually(() => opened(servers[0]).includes(5));

  const frames = (servers[0]?.frames ?? []).filter(({ type }) => type === HEADERS || type === RST_STREAM);
  expect(frames.map(({ type, stream }) => [type, stream]).slice(-3)).toEqual([
    [HEADERS, 3],
    [RST_STREAM, 3],
    [HEADERS, 5],
  ]);
});

test("messages of a stream that was cancelled cost others nothing, many as may be on their way", async () => {
  const { port, servers } = await startFrameService(({ type, stream, payload }, server) => {
    if (type === HEADERS) server.send(head(stream, 0));
    // They crossed the word that nobody wants them.
    const message = frame(DATA, 0, stream, Buffer.from("message"));
    if (type === RST_STREAM && payload.readUInt32BE(0) === constants.NGHTTP2_CANCEL) {
      server.send(...Array.from({ length: 3000 }, () => message), frame(DATA, 0, 1, Buffer.from("news")));
    }
  });
  const [other, client] = [await FrameClient.open(port), await FrameClient.open(port)];
  other.request(1, GET);
  await other.first(HEADERS);
  client.request(1, GET);
  await client.first(HEADERS);

  client.send(frame(RST_STREAM, 0, 1, number(constants.NGHTTP2_CANCEL)));

  expect((await other.first(DATA, RST_STREAM))?.payload.toString()).toBe("news");
  expect(servers).toHaveLength(1);
});

test("a client that cancels without end has no connection closed that others share", async () => {
  const [rounds, atOnce, patience] = [5, 20, 50];
  // As instances do that have learned of rapid resets: so many, and the connection is closed.
  const { port, servers, records } = await startFrameService(({ type }, server) => {
    if (type === RST_STREAM && count(server, RST_STREAM) > patience) server.socket.destroy();
  });
  const [other, client] = [await FrameClient.open(port), await FrameClient.open(port)];
  other.request(1, POST);
  await eventually(() => opened(servers[0]).length === 1);

  let stream = 1;
  for (let round = 1; round <= rounds; round++) {
    const streams = Array.from({ length: atOnce }, () => (stream += 2));
    for (const one of streams) client.request(one, GET);
    await eventually(() => servers.flatMap(opened).length === 1 + round * atOnce);
    for (const one of streams) client.send(frame(RST_STREAM, 0, one, number(constants.NGHTTP2_CANCEL)));
    await eventually(() => servers.reduce((sum, server) => sum + count(server, RST_STREAM), 0) === round * atOnce);
  }
  servers[0]?.send(head(1, END_STREAM));

  await eventually(() => records.length === 1 + rounds * atOnce);
  expect(records.filter(({ method }) => method === "POST")).toMatchObject([{ status: 200 }]);
  // What it was on takes nothing more, and is closed.
  await servers[0]?.whenClosed();
  expect(opened(servers[0]).length).toBeLessThanOrEqual(1 + patience);
});

test("an instance that gives up many requests itself keeps its connection", async () => {
  const requests = 40;
  const { port, servers, records } = await startFrameService(({ type, stream }, server) => {
    if (type === HEADERS) server.send(frame(RST_STREAM, 0, stream, number(constants.NGHTTP2_INTERNAL_ERROR)));
  });
  const client = await FrameClient.open(port);

  for (let stream = 1; stream < 2 * requests; stream += 2) client.request(stream, POST);

  await eventually(() => records.length === requests);
  expect(servers.map(opened)).toEqual([Array.from({ length: requests }, (_none, index) => 2 * index + 1)]);
});

test("hints without end do not gather for a client that does not read them", async () => {
  const sent = 4000;
  const hint = fields([
    [":status", "103"],
    ["link", "x".repeat(8000)],
  ]);
  const whole = new Gate();
  const { port } = await startFrameService(({ type, stream }, server) => {
    if (type !== HEADERS) return;
    for (let count = 0; count < sent; count++) server.send(frame(HEADERS, END_HEADERS, stream, hint));
    server.socket.write(head(stream, END_STREAM), () => whole.open());
  });
  const client = await FrameClient.open(port);
  await client.first(SETTINGS);
  client.socket.pause();

  client.request(1, GET);
  await whole.opened;
  client.socket.resume();
  await eventually(() => client.frames.some(({ type, flags }) => type === HEADERS && (flags & END_STREAM) !== 0));

  expect(opened(client).length).toBeLessThan(sent / 2);
});

describe("requests that wait for their turn", () => {
  const one = frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 1));

  /** An instance that takes one request at a time, with a first one that it never answers, and others that wait. */
  async function startWaiting() {
    const { port, servers, records } = await startFrameService(
      ({ type, stream }, server, connection) => {
        if (type === HEADERS && (connection > 0 || stream !== 3)) server.send(head(stream, END_STREAM));
      },
      [one],
    );
    await fetchFrom(port, "/");
    const client = await FrameClient.open(port);
    client.request(1, GET);
    await eventually(() => opened(servers[0]).includes(3));
    client.request(3, GET);
    client.request(5, GET);
    // It is answered after those before it were looked at.
    client.send(frame(PING, 0, 0, Buffer.alloc(8)));
    await client.first(PING);
    return { client, servers, records };
  }

  const answered = (client: FrameClient) => () =>
    [3, 5].every((stream) => client.frames.some((one) => one.type === HEADERS && one.stream === stream));

  test("get it when the instance takes more", async () => {
    const { client, servers } = await startWaiting();

    servers[0]?.send(frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 10)));

    await eventually(answered(client));
    expect(servers.map(opened)).toEqual([[1, 3, 5, 7]]);
  });

  test("get it on another connection when the instance says goodbye, whatever it has to end on this one", async () => {
    const { client, servers } = await startWaiting();

    servers[0]?.send(goodbye(3));

    await eventually(answered(client));
    expect(opened(servers[0])).toEqual([1, 3]);
  });
});

test("an instance that has said goodbye and does not read any more keeps no request for ever", async () => {
  const wide = [
    frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, 2 ** 30)),
    frame(WINDOW_UPDATE, 0, 0, number(2 ** 30)),
  ];
  const { port, records } = await startFrameService(
    ({ type, stream }, server) => {
      if (type !== HEADERS) return;
      if (stream === 1) {
        server.send(head(stream, END_STREAM));
        return;
      }
      server.socket.pause();
      server.send(goodbye(stream));
    },
    wide,
    { ping: 100 },
  );
  await fetchFrom(port, "/");

  await fetchFrom(port, "/", { method: "POST", body: Buffer.alloc(16 << 20) }).catch(() => {});

  expect(records).toMatchObject([{ status: 200 }, { status: 502 }]);
});

test("requests that wait keep their turn where an instance comes to take fewer than it has", async () => {
  const bodies: string[] = [];
  const { port, servers } = await startFrameService(
    ({ type, payload }) => {
      if (type === DATA && payload.length > 0) bodies.push(payload.toString());
    },
    [frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 2))],
  );
  const client = await FrameClient.open(port);
  const upload = (stream: number) =>
    client.send(
      frame(HEADERS, END_HEADERS, stream, fields(POST)),
      frame(DATA, END_STREAM, stream, Buffer.from(`${stream}`)),
    );
  for (const stream of [1, 3]) upload(stream);
  await eventually(() => bodies.length === 2);
  for (const stream of [5, 7]) upload(stream);
  // Once it is answered they wait.
  client.send(frame(PING, 0, 0, Buffer.alloc(8)));
  await client.first(PING);
  const [server] = servers;

  server?.send(frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 1)), head(1, END_STREAM));
  await eventually(() => client.frames.some(({ type, stream }) => type === HEADERS && stream === 1));
  for (const stream of [3, 5]) {
    const begun = bodies.length;
    server?.send(head(stream, END_STREAM));
    await eventually(() => bodies.length > begun);
  }

  expect(bodies).toEqual(["1", "3", "5", "7"]);
});
