import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isInStatusRanges } from "../../../../lib/proxy/http/filters/error-pages/status-ranges";
import type { Filter } from "../../../../lib/topology";
import { fetchFrom, RawClient } from "../../support/clients";
import { temporaryFolder } from "../../support/proxies";
import { startFiltered } from "./support";

test.each([
  [["404"], 404, true],
  [["404"], 405, false],
  [["500-599"], 500, true],
  [["500-599"], 599, true],
  [["500-599"], 499, false],
  [["404", "502-504"], 503, true],
  [[], 404, false],
])("%j and %d: %s", (ranges, status, included) => {
  expect(isInStatusRanges(ranges, status)).toBe(included);
});

const PAGES: Filter = {
  type: "ErrorPages",
  pages: [
    { statuses: ["404"], body: "<h1>gone</h1>" },
    { statuses: ["400-499"], contentType: "text/plain", body: "yours" },
    { statuses: ["500-599"], body: "<h1>ours – sorry</h1>" },
  ],
};

describe("a response of the service", () => {
  test.each([
    [200, "served", undefined],
    [404, "<h1>gone</h1>", "text/html; charset=utf-8"],
    [410, "yours", "text/plain"],
    [503, "<h1>ours – sorry</h1>", "text/html; charset=utf-8"],
  ])("%d keeps its status and has %j", async (status, body, type) => {
    const { port } = await startFiltered([PAGES], (_request, response) => {
      const ofTheBody = { "Content-Encoding": "identity", ETag: '"x"', "Repr-Digest": "sha-256=:YQ==:" };
      response.writeHead(status, { ...ofTheBody, "X-Own": "kept" });
      response.end("served");
    });

    const reply = await fetchFrom(port, "/");

    expect({ status: reply.status, body: reply.body, own: reply.headers["x-own"] }).toEqual({
      status,
      body,
      own: "kept",
    });
    expect(reply.headers["content-type"]).toBe(type);
    if (status === 200) return;
    expect(reply.headers["content-length"]).toBe(String(Buffer.byteLength(body)));
    for (const name of ["etag", "content-encoding", "repr-digest"]) expect(reply.headers).not.toHaveProperty(name);
  });

  test("on a kept connection, however long its own body was", async () => {
    const { port } = await startFiltered([PAGES], (_request, response) => {
      response.writeHead(404);
      for (let piece = 0; piece < 50; piece++) response.write("x".repeat(10_000));
      response.end();
    });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/<h1>gone<\/h1>$/);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await client.until(/gone<\/h1>HTTP[\s\S]*gone<\/h1>$/)).not.toContain("xx");
  });

  test("is replaced at once, though its own body goes on", async () => {
    const { port } = await startFiltered([PAGES], (_request, response) => response.writeHead(404).write("and"));
    const client = await RawClient.open(port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/<h1>gone<\/h1>$/);
  });

  test("HEAD has no body", async () => {
    const { port } = await startFiltered([PAGES], (_request, response) => response.writeHead(404).end());
    const { status, body, headers } = await fetchFrom(port, "/", { method: "HEAD" });
    expect({ status, body, length: headers["content-length"] }).toEqual({ status: 404, body: "", length: "13" });
  });
});

describe("an answer of the proxy", () => {
  test("where the service broke", async () => {
    const { port } = await startFiltered([PAGES], (request) => request.socket.destroy());
    const { status, body } = await fetchFrom(port, "/", { method: "POST" });
    expect({ status, body }).toEqual({ status: 502, body: "<h1>ours – sorry</h1>" });
  });

  test("where a filter answers, whose fields stay", async () => {
    const { port } = await startFiltered([PAGES, { type: "RateLimit", requests: 1, interval: "1h" }]);
    await fetchFrom(port, "/");
    const { status, body, headers } = await fetchFrom(port, "/");
    expect({ status, body }).toEqual({ status: 429, body: "yours" });
    expect(headers).toHaveProperty("retry-after");
  });
});

test("a page may stand in a file", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "404.html"), "<p>from a file</p>");
  const filter: Filter = { type: "ErrorPages", pages: [{ statuses: ["404"], file: "404.html" }] };
  const { port } = await startFiltered([filter], (_request, response) => response.writeHead(404).end(), {
    baseDir: folder,
  });

  expect((await fetchFrom(port, "/")).body).toBe("<p>from a file</p>");
});

test("a page is compressed like any other body", async () => {
  const page = "sorry ".repeat(1000);
  const { port } = await startFiltered(
    [
      { type: "Compression", algorithms: ["gzip"] },
      { type: "ErrorPages", pages: [{ statuses: ["404"], body: page }] },
    ],
    (_request, response) => response.writeHead(404, { "Content-Type": "image/png" }).end("own"),
  );
  const client = await RawClient.open(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
  const text = await client.closed();
  const [, chunks = ""] = text.split(/\r\n\r\n([\s\S]*)/);
  expect(gunzipSync(Buffer.from(dechunk(chunks), "latin1")).toString()).toBe(page);
});

function dechunk(text: string): string {
  let body = "";
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (size === 0 || Number.isNaN(size)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
