import { connect, type TLSSocket } from "node:tls";
import { shopCertificate } from "../../support/certificates";
import { freePort } from "../../support/free-ports";
import { afterTest } from "../support/cleanup";
import { eventually } from "../support/conditions";
import { startInstance } from "../support/instances";
import { membersOf, secureTopologyOf, startTopology } from "../support/proxies";

/** Bytes that tell one body from another, and each place in it. */
function patternOf(seed: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * (2 * seed + 1) + (at >> 8) + seed) & 0xff;
  return bytes;
}

/** A proxy for HTTPS before a service that answers `/SEED/SIZE` with that pattern. */
async function start(onRequest: () => void = () => {}): Promise<number> {
  const instance = await startInstance((request, response) => {
    const [, seed, size] = (request.url ?? "").split("/").map(Number);
    const body = patternOf(seed ?? 0, size ?? 0);
    response.writeHead(200, { "Content-Length": body.length }).end(body);
  });
  const port = await freePort();
  const { certFile, keyFile } = shopCertificate;
  const topology = secureTopologyOf(port, [{ name: "shop", certFile, keyFile }], { members: membersOf(instance) });
  await startTopology(topology, { onRequest });
  return port;
}

function open(port: number): Promise<TLSSocket> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
  afterTest(() => socket.destroy());
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.once("secureConnect", () => resolve(socket));
  });
}

/** Takes responses of known sizes off a connection, each with its head. */
class Responses {
  private chunks: Buffer[] = [];
  private length = 0;
  private wake = (): void => {};

  constructor(socket: TLSSocket) {
    socket.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.length += chunk.length;
      this.wake();
    });
  }

  async body(size: number): Promise<Buffer> {
    for (;;) {
      if (this.length > size) {
        const received = Buffer.concat(this.chunks);
        const start = received.indexOf("\r\n\r\n") + 4;
        const end = start + size;
        this.chunks = [received.subarray(end)];
        this.length = received.length - end;
        if (start >= 4 && this.length >= 0) return received.subarray(start, end);
        this.chunks = [received];
        this.length = received.length;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

const SIZES = [0, 30, 4095, 4097, 16_384, 60_000, 66_000, 80_000, 1_000_000];

test("responses that are encrypted at the same time do not mix", async () => {
  const port = await start();
  const clients = await Promise.all(Array.from({ length: 8 }, () => open(port)));
  await Promise.all(
    clients.map(async (socket, seed) => {
      const responses = new Responses(socket);
      for (const size of [...SIZES, ...SIZES]) {
        socket.write(`GET /${seed}/${size} HTTP/1.1\r\nHost: a\r\n\r\n`);
        expect(patternOf(seed, size).equals(await responses.body(size))).toBe(true);
      }
    }),
  );
});

test("pipelined requests are answered in full and in order, the last before the connection's end", async () => {
  const port = await start();
  const socket = await open(port);
  const responses = new Responses(socket);
  const last = "GET /9/66000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  socket.write(SIZES.map((size, seed) => `GET /${seed}/${size} HTTP/1.1\r\nHost: a\r\n\r\n`).join("") + last);
  for (const [seed, size] of SIZES.entries())
    expect(patternOf(seed, size).equals(await responses.body(size))).toBe(true);
  expect(patternOf(9, 66_000).equals(await responses.body(66_000))).toBe(true);
});

test("a client that asks and asks, and does not read, waits for itself", async () => {
  const COUNT = 600;
  const SIZE = 60_000;
  let ended = 0;
  const port = await start(() => {
    ended += 1;
  });
  const socket = await open(port);
  socket.pause();
  socket.write(`GET /1/${SIZE} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(COUNT));

  let before = -1;
  await eventually(() => {
    const still = ended === before && ended > 0;
    before = ended;
    return still;
  });
  expect(ended).toBeLessThan(COUNT / 2);

  const responses = new Responses(socket);
  socket.resume();
  for (let count = 0; count < COUNT; count += 1) await responses.body(SIZE);
  await eventually(() => ended === COUNT);
}, 30_000);

test("a client that ends its half after its requests gets all its answers", async () => {
  const port = await start();
  const socket = await open(port);
  const responses = new Responses(socket);
  const requests = Array.from({ length: 20 }, (_none, seed) => `GET /${seed}/30 HTTP/1.1\r\nHost: a\r\n\r\n`);

  socket.end(requests.join(""));

  for (const seed of requests.keys()) expect(patternOf(seed, 30).equals(await responses.body(30))).toBe(true);
});
