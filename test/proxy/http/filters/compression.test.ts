import { randomBytes } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Agent, request } from "node:http";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { brotliDecompressSync, createGzip, gunzipSync, gzip } from "node:zlib";
import type { BodyStage } from "../../../../lib/proxy/engine";
import { CompressionStage } from "../../../../lib/proxy/http/filters/compression/compression-stage";
import { FLUSHES } from "../../../../lib/proxy/http/filters/compression/compressors";
import { DEFAULT_MEDIA_RANGES, MediaRanges } from "../../../../lib/proxy/http/filters/compression/media-types";
import { type Coding, negotiate } from "../../../../lib/proxy/http/filters/compression/negotiate";
import type { Compression, Filter } from "../../../../lib/topology";
import { fetchFrom, RawClient } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { startFiltered } from "./support";

describe("which coding is used", () => {
  test.each([
    [undefined, undefined],
    ["", undefined],
    ["gzip", "gzip"],
    ["x-gzip", "gzip"],
    ["GZIP;Q=1", "gzip"],
    ["br, gzip", "br"],
    ["gzip, br", "br"],
    ["gzip, br;q=0.9", "gzip"],
    ["gzip;q=0.5, br;q=0.50", "br"],
    ["gzip;q=0", undefined],
    ["*", "br"],
    ["*;q=0", undefined],
    ["br;q=0, *", "gzip"],
    ["identity, gzip;q=0.5", undefined],
    ["identity;q=0.4, gzip;q=0.5", "gzip"],
    ["deflate", undefined],
    ["gzip;q=2", undefined],
    ["gzip;q=x", undefined],
    ["gzip;level=1;q=0.5", "gzip"],
    ["gzip;q=0, gzip;q=1", undefined],
  ])("Accept-Encoding %j gives %s", (accepted, coding) => {
    expect(negotiate(accepted, ["br", "gzip"])).toBe(coding);
  });
});

describe("which bodies are compressed by default", () => {
  const ranges = new MediaRanges(DEFAULT_MEDIA_RANGES);
  test.each([
    ["text/html; charset=utf-8", true],
    ["TEXT/HTML", true],
    ["application/json", true],
    ["image/svg+xml", true],
    ["text/event-stream", false],
    ["image/png", false],
    ["application/octet-stream", false],
    ["font/woff2", false],
    ["textual/html", false],
    ["", false],
  ])("%j: %s", (type, included) => {
    expect(ranges.include(type)).toBe(included);
  });
});

const TEXT = "All of it, again. ".repeat(5000);

async function get(port: number, headers: OutgoingHttpHeaders, method = "GET") {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path: "/", method, headers, agent: new Agent() }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}

function serving(body: string, headers: OutgoingHttpHeaders = {}, status = 200) {
  return (_request: unknown, response: ServerResponse): void => {
    response.writeHead(status, { "Content-Type": "text/plain", "Content-Length": Buffer.byteLength(body), ...headers });
    response.end(body);
  };
}

const COMPRESSED: readonly Filter[] = [{ type: "Compression" }];

/** Node of version 22.15 and later. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: Decompress };

/** @param options with `finishFlush`, what has come of a body that is not whole is read */
type Decompress = (body: Buffer, options?: { readonly finishFlush?: number | undefined }) => Buffer;

const DECOMPRESSORS: readonly (readonly [Coding, Decompress])[] = [
  ["gzip", gunzipSync],
  ["br", brotliDecompressSync],
  ...(zstdDecompressSync === undefined ? [] : [["zstd", zstdDecompressSync] as const]),
];

test("zstd is used where Node has it, and left out where not", async () => {
  const { port } = await startFiltered([{ type: "Compression" }], serving(TEXT));
  const { headers } = await get(port, { "accept-encoding": "gzip, zstd" });
  expect(headers["content-encoding"]).toBe(zstdDecompressSync === undefined ? "gzip" : "zstd");
});

describe.each(DECOMPRESSORS)("%s", (coding, decompress) => {
  test("gives the same text, shorter, and says so", async () => {
    const tagged = { ETag: '"v1"', "Accept-Ranges": "bytes" };
    const { port } = await startFiltered(COMPRESSED, serving(TEXT, tagged));

    const { headers, body } = await get(port, { "accept-encoding": coding });

    expect(decompress(body).toString()).toBe(TEXT);
    expect(body.length).toBeLessThan(TEXT.length / 10);
    expect(headers).toMatchObject({ "content-encoding": coding, vary: "Accept-Encoding", etag: 'W/"v1"' });
    expect(headers).not.toHaveProperty("content-length");
    expect(headers).not.toHaveProperty("accept-ranges");
  });

  test("of a body without a length, in pieces", async () => {
    const { port } = await startFiltered(COMPRESSED, (_request, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      for (let piece = 0; piece < 100; piece++) response.write(TEXT.slice(piece * 900, (piece + 1) * 900));
      response.end();
    });

    const { body } = await get(port, { "accept-encoding": coding });

    expect(decompress(body).toString()).toBe(TEXT);
  });
});

describe.each(DECOMPRESSORS)("a body without a length that comes bit by bit: %s", (coding, decompress) => {
  test.each(["text/html", "text/event-stream"])("each piece arrives before the next is there: %s", async (type) => {
    const piece = new Gate();
    const { port } = await startFiltered(
      [{ type: "Compression", algorithms: [coding], contentTypes: [type] }],
      (_request, response) => {
        response.writeHead(200, { "Content-Type": type }).write("first");
        void piece.opened.then(() => response.end("second"));
      },
    );
    const chunks: Buffer[] = [];
    const whole = new Promise<void>((resolve, reject) => {
      const headers = { "accept-encoding": coding };
      request({ host: "127.0.0.1", port, headers, agent: new Agent() }, (response) => {
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", resolve);
      })
        .on("error", reject)
        .end();
    });

    const soFar = () => decompress(Buffer.concat(chunks), { finishFlush: FLUSHES[coding] }).toString();
    await eventually(() => chunks.length > 0 && soFar() === "first");
    piece.open();
    await whole;

    expect(decompress(Buffer.concat(chunks)).toString()).toBe("firstsecond");
  });
});

describe("stays as it is", () => {
  test.each<[string, Partial<Compression>, OutgoingHttpHeaders, string]>([
    ["of another type", {}, { "Content-Type": "image/png" }, TEXT],
    ["of no type", {}, { "Content-Type": "" }, TEXT],
    ["shorter than is worth it", {}, {}, "x".repeat(1023)],
    ["encoded already", {}, { "Content-Encoding": "br" }, TEXT],
    ["not to be changed", {}, { "Cache-Control": "public, no-transform" }, TEXT],
    ["not to be changed, as a second field says", {}, { "Cache-Control": ["public", "no-transform"] }, TEXT],
    ["not of the types that are named", { contentTypes: ["text/html"] }, {}, TEXT],
    ["shorter than is named", { minimumBytes: 1_000_000 }, {}, TEXT],
    ["in no coding of those that are named", { algorithms: ["br"] }, {}, TEXT],
  ])("a body %s", async (_, options, headers, text) => {
    const { port } = await startFiltered([{ type: "Compression", ...options }], serving(text, headers));

    const reply = await get(port, { "accept-encoding": "gzip" });

    expect(reply.body.toString()).toBe(text);
    expect(reply.headers["content-length"]).toBe(String(text.length));
  });

  test.each([
    ["text", "text/plain", "Accept-Encoding"],
    ["several parts", "multipart/byteranges; boundary=x", "Accept-Encoding"],
    ["what is never compressed", "image/png", undefined],
  ])("a part of a body, which depends on the client as the whole does: %s", async (_, type, vary) => {
    const part = { "Content-Type": type, "Content-Range": `bytes 0-${TEXT.length - 1}/*`, ETag: '"v1"' };
    const { port } = await startFiltered(COMPRESSED, serving(TEXT, part, 206));

    const { headers, body } = await get(port, { "accept-encoding": "gzip" });

    expect(body.toString()).toBe(TEXT);
    expect({ vary: headers.vary, etag: headers.etag }).toEqual({ vary, etag: '"v1"' });
  });

  test("a body for a client that asks for it as it is", async () => {
    const { port } = await startFiltered(COMPRESSED, serving(TEXT));
    const { headers, body } = await get(port, {
      "accept-encoding": "gzip",
      "cache-control": "max-age=0, No-Transform",
    });
    expect(body.toString()).toBe(TEXT);
    expect(headers.vary).toBe("Accept-Encoding");
  });

  test("a body for a client that takes it as it is, and caches know that others do not", async () => {
    const { port } = await startFiltered(COMPRESSED, serving(TEXT, { Vary: "Origin", ETag: '"v1"' }));

    const { headers, body } = await get(port, {});

    expect(body.toString()).toBe(TEXT);
    expect(headers).toMatchObject({ vary: "Origin, Accept-Encoding", etag: '"v1"' });
  });
});

test("HEAD has the fields of GET and no body", async () => {
  const { port } = await startFiltered(COMPRESSED, serving(TEXT));
  const { headers, body } = await get(port, { "accept-encoding": "gzip" }, "HEAD");
  expect(headers).toMatchObject({ "content-encoding": "gzip" });
  expect(body).toHaveLength(0);
});

test("a kept connection goes on after a compressed response", async () => {
  const { port } = await startFiltered(COMPRESSED, serving(TEXT));
  const client = await RawClient.open(port);
  const message = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

  client.send(message);
  await client.until(/\r\n0\r\n\r\n$/);
  client.send(message);
  await client.until(/\r\n0\r\n\r\nHTTP\/1\.1 200[\s\S]*\r\n0\r\n\r\n$/);
});

test("an instance that breaks off in the middle does not look whole", async () => {
  const { port } = await startFiltered(COMPRESSED, (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": TEXT.length });
    response.write(TEXT.slice(0, 50_000), () => response.destroy());
  });
  const client = await RawClient.open(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
  expect(await client.closed()).not.toMatch(/\r\n0\r\n\r\n$/);
});

test("no more is taken than a client that does not read leaves room for", async () => {
  // Never the same twice: a compressor has little to say about what it has seen.
  const piece = () => randomBytes(16 * 1024);
  let taken = 0;
  let reads = false;
  const whole = new Gate();
  const stage: BodyStage = new CompressionStage(createGzip(), {
    write: () => reads,
    end: () => whole.open(),
    fail: (reason) => {
      throw new Error(reason);
    },
    ready: () => give(),
  });
  function give(): void {
    do {
      if (taken === 200) {
        stage.end();
        return;
      }
      taken += 1;
    } while (stage.push(piece()));
  }

  give();
  // As long as others need for as much, which share their threads with it.
  for (let count = 0; count < 200; count++) await promisify(gzip)(piece());
  expect(taken).toBeLessThan(20);

  reads = true;
  stage.resume();
  await whole.opened;
  expect(taken).toBe(200);
});

test.each([
  ["compressed", "gzip", 'W/"x"', undefined],
  ["as it is", "br;q=0", '"x"', "5000"],
])(
  "a response that says that nothing has changed has the fields of the one that it stands for: %s",
  async (_, accepted, etag, length) => {
    const { port } = await startFiltered(COMPRESSED, (_request, response) => {
      response.writeHead(304, { ETag: '"x"', Vary: "Cookie", "Content-Length": "5000" }).end();
    });

    const { headers } = await get(port, { "accept-encoding": accepted });

    const { vary, etag: tag, "content-length": said } = headers;
    expect({ vary, tag, said }).toEqual({ vary: "Cookie, Accept-Encoding", tag: etag, said: length });
  },
);

test("digests of the body as it was are gone with it, before it and after it", async () => {
  const digests = { "Content-Digest": "sha-256=:YQ==:", "Repr-Digest": "sha-256=:YQ==:", Digest: "sha-256=YQ==" };
  const { port } = await startFiltered(COMPRESSED, (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain", Trailer: "Content-Digest, X-Rows", ...digests });
    response.write(TEXT);
    response.addTrailers({ "Content-Digest": "sha-256=:YQ==:", "X-Rows": "7" });
    response.end();
  });

  for (const [accepted, expected] of [
    ["gzip", ["x-rows"]],
    ["identity", ["content-digest", "digest", "repr-digest", "content-digest", "x-rows"]],
  ] as const) {
    const { headers, trailers } = await fetchFrom(port, "/", { headers: { "accept-encoding": accepted } });
    const names = [
      ...Object.keys(headers)
        .filter((name) => name.endsWith("digest"))
        .sort(),
      ...Object.keys(trailers),
    ];
    expect(names).toEqual(expected);
  }
});
