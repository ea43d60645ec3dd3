import { randomBytes } from "node:crypto";
import type { Route } from "../../../../lib/topology";
import { eventually } from "../../support/conditions";
import { startInstance } from "../../support/instances";
import { membersOf, startRoutes } from "../../support/proxies";
import {
  DATA,
  END_HEADERS,
  END_STREAM,
  type Frame,
  FrameClient,
  fields,
  frame,
  GOAWAY,
  HEADERS,
  PADDED,
  POST,
  RST_STREAM,
  WINDOW_UPDATE,
} from "./frames";

const KIB = 1024;
/** What the window of every connection is at first. */
const UNSAID = 65_535;
/** Bytes of it that the proxy takes before it says so. */
const STEP = 512 * KIB;
const PART = 16 * KIB;

const REFUSED = 1000;
/** So many that what they send fits into what is left of the window at the least. */
const AT_ONCE = 20;

/** A client that keeps to its windows, and counts what it has of them. */
class Uploads {
  /** What the connection's window was at first. */
  first = 0;
  private sent = 0;
  private stream = -1;
  private seen = 0;
  private readonly widened = new Map<number, number>();
  private readonly ends = new Map<number, string>();

  private constructor(private readonly client: FrameClient) {}

  static async open(port: number): Promise<Uploads> {
    const uploads = new Uploads(await FrameClient.open(port));
    await uploads.client.first(WINDOW_UPDATE);
    uploads.first = uploads.window;
    return uploads;
  }

  /** What may yet be sent on the connection. */
  get window(): number {
    this.look();
    return UNSAID + (this.widened.get(0) ?? 0) - this.sent;
  }

  begin(path: string, length: number | undefined): number {
    this.stream += 2;
    const said = length === undefined ? [] : [["content-length", String(length)] as const];
    const head = POST.map(([name, value]) => [name, name === ":path" ? path : value] as const);
    this.client.send(frame(HEADERS, END_HEADERS, this.stream, fields([...head, ...said])));
    return this.stream;
  }

  data(stream: number, flags: number, payload: Buffer): void {
    if (payload.length > this.window) throw new Error("the connection's window has leaked away");
    this.sent += payload.length;
    this.client.send(frame(DATA, flags, stream, payload));
  }

  /** Sends all of a body as its windows allow. */
  async upload(path: string, body: Buffer): Promise<number> {
    const stream = this.begin(path, body.length);
    for (let at = 0; at < body.length; at += PART) {
      const part = body.subarray(at, at + PART);
      await eventually(() => this.window >= part.length && this.streamWindow(stream) >= at + part.length);
      this.data(stream, at + PART >= body.length ? END_STREAM : 0, part);
    }
    return stream;
  }

  /** How a stream has ended up to now: its response whole, reset with a code, or one after the other. */
  endOf(stream: number): string {
    this.look();
    return this.ends.get(stream) ?? "";
  }

  /** The connection still stands. */
  get stands(): boolean {
    return !this.client.closed && !this.client.frames.some(({ type }) => type === GOAWAY);
  }

  private streamWindow(stream: number): number {
    this.look();
    return 64 * KIB + (this.widened.get(stream) ?? 0);
  }

  private look(): void {
    for (; this.seen < this.client.frames.length; this.seen++) {
      const one = this.client.frames[this.seen];
      if (one !== undefined) this.take(one);
    }
  }

  private take({ type, flags, stream, payload }: Frame): void {
    if (type === WINDOW_UPDATE) this.widened.set(stream, (this.widened.get(stream) ?? 0) + payload.readUInt32BE(0));
    else if (type === RST_STREAM) this.ended(stream, `reset ${payload.readUInt32BE(0)}`);
    else if ((type === HEADERS || type === DATA) && (flags & END_STREAM) !== 0) this.ended(stream, "whole");
  }

  private ended(stream: number, how: string): void {
    this.ends.set(stream, `${this.ends.get(stream) ?? ""} ${how}`.trim());
  }
}

const backends = [{ service: "taking" }];

function route(name: string, filters: Route["filters"] = []): Route {
  return { name, matches: [{ path: { type: "PathPrefix", value: `/${name}` } }], filters, backends };
}

/** Requests are refused as soon as they come, in every way that there is. */
async function startRefusing(): Promise<number> {
  const taking = await startInstance((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("error", () => {});
    request.on("end", () => response.end(String(bytes)));
  });
  const refusing = await startInstance((_request, response) => response.writeHead(403).end());
  const { port } = await startRoutes(
    [
      route("denied", [{ type: "IPAccess", deny: ["127.0.0.1/32"] }]),
      route("limited", [{ type: "MaxBodySize", bytes: 1000 }]),
      route("asked", [{ type: "ForwardAuth", service: "refusing" }]),
      route("taken"),
    ],
    [
      { name: "taking", members: membersOf(taking) },
      { name: "refusing", members: membersOf(refusing) },
    ],
  );
  return port;
}

describe("uploads that are refused early", () => {
  const LONG = 1024 * KIB;

  test.each<[how: string, path: string, length: number | undefined]>([
    ["for who sends them", "/denied", LONG],
    ["for the length that they announce", "/limited", LONG],
    ["for the length that they turn out to have", "/limited", undefined],
    ["by another service", "/asked", LONG],
  ])("%s take nothing of their connection's window, many as they are", async (_how, path, length) => {
    const uploads = await Uploads.open(await startRefusing());
    const part = randomBytes(PART);
    // A byte counts the padding.
    const padded = Buffer.concat([Buffer.of(255), part.subarray(1)]);

    for (let round = 0; round < REFUSED / AT_ONCE; round++) {
      const streams = Array.from({ length: AT_ONCE }, () => {
        const stream = uploads.begin(path, length);
        // What was on its way before the refusal
        uploads.data(stream, 0, part);
        return stream;
      });
      await eventually(() => streams.every((stream) => uploads.endOf(stream).includes("reset")));
      expect(new Set(streams.map((stream) => uploads.endOf(stream)))).toEqual(new Set(["whole reset 0"]));
      // and what its client sends before it learns of it, with and without an end.
      for (const stream of streams) {
        uploads.data(stream, PADDED, padded);
        uploads.data(stream, END_STREAM, part);
      }
    }

    // All of it but what is not worth a frame yet
    await eventually(() => uploads.window > uploads.first - STEP);
    expect(uploads.window).toBeLessThanOrEqual(uploads.first);
    // has come back, and more goes through.
    const stream = await uploads.upload("/taken", randomBytes(4 * LONG));
    await eventually(() => uploads.endOf(stream) === "whole");
    expect(uploads.stands).toBe(true);
  });
});
