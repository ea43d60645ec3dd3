import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Filter, RequestPolicy } from "../../../../lib/topology";
import { afterTest } from "../../support/cleanup";
import { RawClient, sendRaw } from "../../support/clients";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { answering, startRawInstance } from "../../support/instances";
import { heapInUse } from "../fuzz/support/heap";
import { END_HEADERS, FrameClient, fields, frame, HEADERS } from "../h2/frames";

const HEAD_BYTES = 20_000;
const TIMES = 200;
/** Far less than the heads take together, and far more than what is remembered of them. */
const LITTLE = (TIMES * HEAD_BYTES) / 2;
const PATIENCE = 20_000;

/** A request with a large head, of which no two are the same. */
function largeRequest(fields: string): string {
  return `GET / HTTP/1.1\r\n${fields}Padding: ${randomBytes(HEAD_BYTES / 2).toString("hex")}\r\n\r\n`;
}

describe("what is remembered of a client is no more than that", () => {
  const TRUST: RequestPolicy = { trustedProxies: ["127.0.0.1/32"] };
  const SERVED: Filter = { type: "FixedResponse", statusCode: 200, body: "served" };

  test.each<[string, string, (index: number) => string, RequestPolicy]>([
    ["its header", "header:x-user", (index) => `X-User: somebody-with-a-name-${index}\r\n`, {}],
    ["its cookie", "cookie:user", (index) => `Cookie: a=b; user=somebody-with-a-name-${index}\r\n`, {}],
    [
      "its address",
      "source",
      (index) => `X-Forwarded-For: 203.0.${100 + (index % 2)}.${100 + (index >> 1)}\r\n`,
      TRUST,
    ],
  ])(
    "%s, by which its requests are counted",
    async (_, key, field, policy) => {
      const filters: Filter[] = [{ type: "RateLimit", requests: 1000, key }, SERVED];
      const { port, records } = await startEngine({}, [], { filters }, policy);
      const ask = (index: number) => sendRaw(port, largeRequest(`Host: a\r\nConnection: close\r\n${field(index)}`));
      await ask(0);
      const before = heapInUse();

      for (let index = 1; index <= TIMES; index++) expect(await ask(index)).toMatch(/served$/);

      // They hold what they are made of, for as long as somebody holds them.
      (records as unknown[]).length = 0;
      await eventually(() => heapInUse() - before < LITTLE);
    },
    PATIENCE,
  );
});

test(
  "a connection at rest holds nothing of the request that it has served",
  async () => {
    const instance = await startRawInstance(answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved"));
    const { port, records } = await startEngine({}, [instance]);
    const ask = async (): Promise<void> => {
      const client = await RawClient.open(port);
      client.send(largeRequest("Host: www.shop.example.com\r\n"));
      await client.until(/served$/);
    };
    await ask();
    const before = heapInUse();

    for (let index = 0; index < TIMES; index++) await ask();

    (records as unknown[]).length = 0;
    // Both ends take their time to let go of a connection.
    await eventually(() => heapInUse() - before < LITTLE);
  },
  PATIENCE,
);

/** What is in use once nothing goes any more. */
async function settledHeap(): Promise<number> {
  let least = heapInUse();
  for (let same = 0; same < 5; same++) {
    await setTimeout(20);
    const now = heapInUse();
    if (now < least - 10_000) same = 0;
    least = Math.min(least, now);
  }
  return least;
}

describe("a tunnel, which may last for hours", () => {
  const TUNNELS = 100;
  /** Of the target, of a field, and of a field of the response: each is nearly as large as a tunnel itself. */
  const LARGE = 7000;
  const SMALL = 10;

  const padding = (size: number): string => randomBytes(size / 2).toString("hex");

  /** An engine whose one instance changes to whatever it is asked to. @param size of a field of its responses */
  async function startUpgrading(size: number) {
    const head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    const instance = await startRawInstance((socket) =>
      socket.once("data", () => socket.write(`${head}Padding: ${padding(size)}\r\n\r\n`)),
    );
    return startEngine({}, [instance]);
  }

  const ways: readonly (readonly [string, (port: number, size: number) => Promise<unknown>])[] = [
    [
      "HTTP/1.1",
      async (port, size) => {
        for (let index = 0; index < TUNNELS; index++) {
          const socket = connect(port, "127.0.0.1");
          afterTest(() => socket.destroy());
          socket.write(`GET /chat?${padding(size)} HTTP/1.1\r\nHost: chat.example.com\r\n`);
          socket.write(`Connection: Upgrade\r\nUpgrade: websocket\r\nPadding: ${padding(size)}\r\n\r\n`);
          const [data] = (await once(socket, "data")) as [Buffer];
          expect(data.toString("latin1")).toMatch(/^HTTP\/1\.1 101 /);
        }
      },
    ],
    [
      "HTTP/2",
      async (port, size) => {
        const client = await FrameClient.open(port);
        for (let index = 0; index < TUNNELS; index++) {
          const request = fields([
            [":method", "CONNECT"],
            [":protocol", "websocket"],
            [":scheme", "http"],
            [":path", `/chat?${padding(size)}`],
            [":authority", "chat.example.com"],
            ["padding", padding(size)],
          ]);
          client.send(frame(HEADERS, END_HEADERS, 2 * index + 1, request));
        }
        await eventually(() => client.frames.filter(({ type }) => type === HEADERS).length === TUNNELS);
      },
    ],
  ];

  test.each([...ways])(
    "over %s an upgraded connection holds nothing of the request that has asked for it, nor of the response",
    async (_, openTunnels) => {
      const open = async (size: number): Promise<number> => {
        const { port } = await startUpgrading(size);
        const before = await settledHeap();
        await openTunnels(port, size);
        return (await settledHeap()) - before;
      };
      // Code is compiled meanwhile.
      await open(LARGE);
      const small = await open(SMALL);

      const large = await open(LARGE);

      // If it were one of the three texts alone.
      expect(large - small).toBeLessThan(0.7 * TUNNELS * LARGE);
    },
    PATIENCE,
  );

  test.each([...ways])(
    "over %s an upgraded connection holds nothing of the configuration that it began under, once there is another",
    async (_, openTunnels) => {
      const { port, reload } = await startUpgrading(SMALL);
      await openTunnels(port, SMALL);

      const before = reload();

      await eventually(() => heapInUse() > 0 && before.deref() === undefined);
    },
    PATIENCE,
  );
});
