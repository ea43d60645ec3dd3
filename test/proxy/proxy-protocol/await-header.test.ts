import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { awaitHeader } from "../../../lib/proxy/proxy-protocol/await-header";
import { TimerWheel } from "../../../lib/proxy/time";
import { afterTest } from "../support/cleanup";
import { binaryHeader, clientHeader, summedHeader, textHeader, value } from "./headers";

/** A socket whose reads the test decides on: each piece comes in a turn of its own. */
class Source extends Duplex {
  constructor(private readonly pieces: Buffer[]) {
    super();
  }

  override _read(): void {
    setImmediate(() => {
      if (!this.destroyed) this.push(this.pieces.shift() ?? null);
    });
  }

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
}

type Outcome =
  | { readonly client: string | undefined; readonly rest: string }
  | { readonly refused: string | undefined };

/** What is made of bytes that come in pieces, and what the next reader gets. */
function outcomeOf(pieces: Buffer[]): Promise<Outcome> {
  const source = new Source(pieces.filter(({ length }) => length > 0));
  afterTest(() => source.destroy());
  const wheel = new TimerWheel();
  return new Promise((resolve) => {
    awaitHeader(source as unknown as Socket, wheel, 10_000, {
      onHeader(client) {
        const rest: Buffer[] = [];
        source.on("data", (chunk: Buffer) => rest.push(chunk));
        source.on("end", () => resolve({ client, rest: Buffer.concat(rest).toString("hex") }));
        source.resume();
      },
      onRefused(refused) {
        source.destroy();
        resolve({ refused });
      },
    });
  });
}

const rest = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const cuts = fc.array(fc.nat({ max: 500 }), { maxLength: 6 });

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

test("however it is cut, the header says the same, and every byte behind it goes on", async () => {
  const client = fc.oneof(fc.ipV4(), fc.constantFrom("2001:db8::1", "2001:db8:1:2:3:4:5:6"));
  const header = fc.oneof(
    client.map((of) => ({ of, bytes: textHeader(of) })),
    client.map((of) => ({ of, bytes: clientHeader(of, value(1, "h2")) })),
    client.map((of) => ({ of, bytes: summedHeader(of) })),
    fc.constant({ of: undefined, bytes: binaryHeader(0, 0) }),
  );
  await fc.assert(
    fc.asyncProperty(header, rest, cuts, async ({ of, bytes }, behind, at) => {
      const outcome = await outcomeOf(cut(Buffer.concat([bytes, behind]), at));

      expect(outcome).toEqual({ client: of, rest: behind.toString("hex") });
    }),
    { numRuns: 300 },
  );
});

test("so it is at each single byte", async () => {
  const behind = Buffer.from([22, 3, 1, 0, 5, 1, 0, 0, 1, 0]);
  for (const header of [textHeader("192.0.2.1"), summedHeader("192.0.2.1")]) {
    const bytes = Buffer.concat([header, behind]);
    for (let at = 1; at < bytes.length; at++) {
      const outcome = await outcomeOf([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(outcome).toEqual({ client: "192.0.2.1", rest: behind.toString("hex") });
    }
    const single = [...bytes].map((byte) => Buffer.from([byte]));
    expect(await outcomeOf(single)).toEqual({ client: "192.0.2.1", rest: behind.toString("hex") });
  }
});

test("what is none is refused in the same words, however it is cut", async () => {
  const broken = fc.constantFrom(
    Buffer.from("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"),
    Buffer.from(`PROXY UNKNOWN ${"a".repeat(200)}`),
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    clientHeader("192.0.2.1", Buffer.from([4, 0])),
    clientHeader("192.0.2.1").subarray(0, 20),
  );
  await fc.assert(
    fc.asyncProperty(broken, cuts, async (bytes, at) => {
      const whole = await outcomeOf([bytes]);

      expect(whole).toHaveProperty("refused", expect.any(String));
      expect(await outcomeOf(cut(bytes, at))).toEqual(whole);
    }),
  );
});
