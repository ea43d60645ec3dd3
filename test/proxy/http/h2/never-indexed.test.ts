import { HpackDecoder, HpackEncoder } from "../../../../lib/proxy/http/h2/hpack";
import type { Route } from "../../../../lib/topology";
import { eventually } from "../../support/conditions";
import { DATA, END_HEADERS, END_STREAM, FrameClient, frame, HEADERS } from "./frames";
import { startFrameService } from "./frames-instance";
import { decoded, encoded, type Field } from "./hpack/support/fields";

const KEPT = true;

const REQUEST: readonly Field[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/secret", KEPT],
  [":authority", "a.com"],
  ["x-secret", "one", KEPT],
  ["x-open", "two"],
  ["cookie", "a=1", KEPT],
  ["cookie", "b=2"],
  ["content-type", "text/plain", KEPT],
];
const RESPONSE: readonly Field[] = [
  [":status", "200"],
  ["x-token", "three", KEPT],
  ["x-plain", "four"],
  ["set-cookie", "c=3", KEPT],
];

const REQUEST_TRAILERS: readonly Field[] = [
  ["x-digest", "seven", KEPT],
  ["x-last", "8"],
];
const RESPONSE_TRAILERS: readonly Field[] = [
  ["x-sum", "five", KEPT],
  ["x-end", "six"],
];

function message(stream: number, encoder: HpackEncoder, head: readonly Field[], trailers: readonly Field[]): Buffer {
  return Buffer.concat([
    frame(HEADERS, END_HEADERS, stream, encoded(encoder, head)),
    frame(DATA, 0, stream, Buffer.from("body")),
    frame(HEADERS, END_HEADERS | END_STREAM, stream, encoded(encoder, trailers)),
  ]);
}

/** The fields of a peer's blocks, one by one. */
function blocks(peer: FrameClient | undefined): readonly (readonly string[] | string)[] {
  const decoder = new HpackDecoder(4096);
  const heads = peer?.frames.filter(({ type }) => type === HEADERS) ?? [];
  return heads.map(({ payload }) => decoded(decoder, payload));
}

/** Sends a request, and its answer, with trailers on both; as often as is asked for. */
async function exchange(times: number, route: Partial<Route> = {}) {
  const answers = new HpackEncoder();
  const { port, servers } = await startFrameService(
    ({ type, flags, stream }, server) => {
      if ((type !== HEADERS && type !== DATA) || (flags & END_STREAM) === 0) return;
      server.send(message(stream, answers, RESPONSE, RESPONSE_TRAILERS));
    },
    undefined,
    {},
    route,
  );
  const client = await FrameClient.open(port);
  const encoder = new HpackEncoder();
  for (let time = 0; time < times; time++) {
    const stream = 2 * time + 1;
    client.send(message(stream, encoder, REQUEST, REQUEST_TRAILERS));
    await eventually(() => client.frames.some((one) => one.stream === stream && (one.flags & END_STREAM) !== 0));
  }
  return { seen: blocks(servers[0]), got: blocks(client) };
}

const SEEN = [
  ":path: /secret (never indexed)",
  "x-secret: one (never indexed)",
  "cookie: a=1; b=2 (never indexed)",
  "content-type: text/plain (never indexed)",
  "x-open: two",
];
const GOT = ["x-token: three (never indexed)", "x-plain: four", "set-cookie: c=3 (never indexed)"];

describe("fields that no table may hold stay so on the way", () => {
  test("of requests and of what follows their bodies, each time", async () => {
    const { seen } = await exchange(2);

    for (const index of [0, 2]) {
      expect(seen[index]).toEqual(expect.arrayContaining(SEEN));
      expect(seen[index + 1]).toEqual(["x-digest: seven (never indexed)", "x-last: 8"]);
    }
  });

  test("of responses and of what follows their bodies, each time", async () => {
    const { got } = await exchange(2);

    for (const index of [0, 2]) {
      expect(got[index]).toEqual(expect.arrayContaining(GOT));
      expect(got[index + 1]).toEqual(["x-sum: five (never indexed)", "x-end: six"]);
    }
  });

  test("where filters change others, and in copies", async () => {
    const add = [{ name: "x-added", value: "nine" }];
    const { seen, got } = await exchange(1, {
      filters: [
        { type: "RequestHeaderModifier", add },
        { type: "ResponseHeaderModifier", add },
        { type: "RequestMirror", service: "service" },
      ],
    });

    expect(seen).toHaveLength(2);
    for (const lines of seen) expect(lines).toEqual(expect.arrayContaining([...SEEN, "x-added: nine"]));
    expect(got[0]).toEqual(expect.arrayContaining([...GOT, "x-added: nine"]));
  });
});
