import { constants } from "node:http2";
import { eventually } from "../../support/conditions";
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
  POST,
  RST_STREAM,
  SETTINGS,
} from "./frames";
import { head, MAX_CONCURRENT_STREAMS, number, setting, startFrameService } from "./frames-instance";

const REQUESTS = [1, 3, 5, 7, 9, 11, 13, 15];

/** Requests that cannot be repeated, all at one time. */
async function uploadAtOnce(port: number): Promise<void> {
  const client = await FrameClient.open(port);
  for (const stream of REQUESTS) {
    client.send(
      frame(HEADERS, END_HEADERS, stream, fields(POST)),
      frame(DATA, END_STREAM, stream, Buffer.from("body")),
    );
  }
}

test("an instance that takes few requests at one time is sent no more from the first on", async () => {
  let underWay = 0;
  let most = 0;
  const { port, records, servers } = await startFrameService(
    ({ type, flags, stream }, server) => {
      // It says so no sooner than it has heard from the proxy.
      if (type === SETTINGS && (flags & 1) === 0)
        server.send(frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 2)));
      if (type === HEADERS) most = Math.max(most, ++underWay);
      if (type === HEADERS && underWay > 2) {
        underWay -= 1;
        server.send(frame(RST_STREAM, 0, stream, number(constants.NGHTTP2_REFUSED_STREAM)));
      } else if (type === DATA && (flags & END_STREAM) !== 0) {
        setImmediate(() => {
          underWay -= 1;
          server.send(head(stream, END_STREAM));
        });
      }
    },
    [],
    {},
    { retry: { attempts: 0 } },
  );

  await uploadAtOnce(port);

  await eventually(() => records.length === REQUESTS.length);
  expect(records.map(({ status }) => status)).toEqual(REQUESTS.map(() => 200));
  expect(most).toBe(2);
  expect(servers).toHaveLength(1);
});

test("what one connection has refused, and the next has no room for at first, waits for its turn there", async () => {
  const { port, records, servers } = await startFrameService(
    ({ type, flags, stream }, server, connection) => {
      const isFirst = connection === 0;
      if (type === SETTINGS && (flags & 1) === 0) {
        server.send(frame(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, isFirst ? 100 : 2)));
      }
      if (type !== HEADERS) return;
      if (!isFirst) setImmediate(() => server.send(head(stream, END_STREAM)));
      // Goodbye: none of them is served.
      else if (stream === Math.max(...REQUESTS)) server.send(frame(GOAWAY, 0, 0, Buffer.alloc(8)));
    },
    [],
    {},
    { retry: { attempts: 0 } },
  );
  const client = await FrameClient.open(port);

  for (const stream of REQUESTS) client.request(stream, GET);

  await eventually(() => records.length === REQUESTS.length);
  expect(records.map(({ status }) => status)).toEqual(REQUESTS.map(() => 200));
  expect(servers).toHaveLength(2);
});

test("an instance that never says how it takes requests is one that cannot be reached", async () => {
  const { port, records, servers } = await startFrameService(() => {}, [], { connect: 50 });

  await uploadAtOnce(port);

  await eventually(() => records.length === REQUESTS.length);
  expect(new Set(records.map(({ status }) => status))).toEqual(new Set([503]));
  expect(servers.flatMap(({ frames }) => frames.filter(({ type }) => type === HEADERS))).toEqual([]);
});
