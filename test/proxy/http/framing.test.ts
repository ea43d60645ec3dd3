import { RawClient, sendRaw } from "../support/clients";
import { membersOf, startEcho, startService } from "../support/proxies";

const HOST = "Host: shop.example.com\r\n";

interface Refused {
  readonly what: string;
  readonly request: string;
  readonly status: number;
  /** Part of the body that names the reason. */
  readonly reason?: string;
}

const refused: readonly Refused[] = [
  { what: "no Host", request: "GET / HTTP/1.1\r\n\r\n", status: 400, reason: "has no Host" },
  {
    what: "two Hosts",
    request: `GET / HTTP/1.1\r\n${HOST}Host: other\r\n\r\n`,
    status: 400,
    reason: "more than one Host",
  },
  {
    what: "two equal Hosts",
    request: `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`,
    status: 400,
    reason: "more than one Host",
  },
  { what: "an empty Host", request: "GET / HTTP/1.1\r\nHost:\r\n\r\n", status: 400, reason: "the Host is empty" },
  { what: "an invalid Host", request: "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", status: 400, reason: "the Host" },
  {
    what: "Content-Length together with Transfer-Encoding",
    request: `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    status: 400,
  },
  {
    what: "Transfer-Encoding together with Content-Length",
    request: `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
    status: 400,
  },
  {
    what: "two different lengths",
    request: `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
    status: 400,
  },
  { what: "a signed length", request: `POST / HTTP/1.1\r\n${HOST}Content-Length: +3\r\n\r\nabc`, status: 400 },
  { what: "a hexadecimal length", request: `POST / HTTP/1.1\r\n${HOST}Content-Length: 0x3\r\n\r\nabc`, status: 400 },
  { what: "an empty length", request: `POST / HTTP/1.1\r\n${HOST}Content-Length:\r\n\r\n`, status: 400 },
  { what: "a list of lengths", request: `POST / HTTP/1.1\r\n${HOST}Content-Length: 3, 3\r\n\r\nabc`, status: 400 },
  {
    what: "chunked not last",
    request: `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
    status: 400,
  },
  {
    what: "another encoding before chunked",
    request: `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    status: 501,
    reason: "Transfer-Encoding",
  },
  {
    what: "chunked twice",
    request: `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`,
    status: 400,
  },
  {
    what: "Transfer-Encoding in HTTP/1.0",
    request: `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    status: 400,
    reason: "HTTP/1.0 has no Transfer-Encoding",
  },
  {
    what: "a chunk size that is no number",
    request: `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    status: 400,
  },
  {
    what: "a chunk size that overflows",
    request: `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n`,
    status: 400,
  },
  { what: "a space before the colon", request: `GET / HTTP/1.1\r\n${HOST}X-A : b\r\n\r\n`, status: 400 },
  { what: "an empty field name", request: `GET / HTTP/1.1\r\n${HOST}: b\r\n\r\n`, status: 400 },
  { what: "a missing colon", request: `GET / HTTP/1.1\r\n${HOST}X-A\r\n\r\n`, status: 400 },
  { what: "a folded line", request: `GET / HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n\r\n`, status: 400 },
  { what: "a NUL in a field", request: `GET / HTTP/1.1\r\n${HOST}X-A: b\0c\r\n\r\n`, status: 400 },
  { what: "a bare CR in a field", request: `GET / HTTP/1.1\r\n${HOST}X-A: b\rc\r\n\r\n`, status: 400 },
  { what: "a name that is no token", request: `GET / HTTP/1.1\r\n${HOST}X(A): b\r\n\r\n`, status: 400 },
  { what: "an unknown method", request: `get / HTTP/1.1\r\n${HOST}\r\n`, status: 501 },
  { what: "no version", request: `GET /\r\n${HOST}\r\n`, status: 505 },
  { what: "HTTP/2 by what is no preface", request: `PRI * HTTP/2.0\r\n${HOST}\r\n`, status: 505 },
  { what: "TLS on a plain listener", request: "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", status: 400 },
  {
    what: "a target climbing above the root",
    request: `GET /../x HTTP/1.1\r\n${HOST}\r\n`,
    status: 400,
    reason: "climbs above",
  },
  { what: "%00 in the path", request: `GET /a%00 HTTP/1.1\r\n${HOST}\r\n`, status: 400, reason: "%00" },
  { what: "a fragment", request: `GET /a#b HTTP/1.1\r\n${HOST}\r\n`, status: 400 },
  { what: "OPTIONS *", request: `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, status: 400 },
  { what: "TRACE", request: `TRACE / HTTP/1.1\r\n${HOST}\r\n`, status: 501, reason: "TRACE is not passed on" },
  {
    what: "CONNECT",
    request: `CONNECT a.example.com:443 HTTP/1.1\r\n${HOST}\r\n`,
    status: 501,
    reason: "CONNECT is not passed on",
  },
  { what: "an unknown expectation", request: `GET / HTTP/1.1\r\n${HOST}Expect: coffee\r\n\r\n`, status: 417 },
  {
    what: "a target that is too long",
    request: `GET /${"a".repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`,
    status: 414,
    reason: "longer than 8192",
  },
  { what: "a target beyond all bounds", request: `GET /${"a".repeat(40_000)} HTTP/1.1\r\n${HOST}\r\n`, status: 414 },
  {
    what: "fields that are too large",
    request: `GET / HTTP/1.1\r\n${HOST}X-A: ${"a".repeat(40_000)}\r\n\r\n`,
    status: 431,
  },
  {
    what: "too many fields",
    request: `GET / HTTP/1.1\r\n${HOST}${Array.from({ length: 100 }, (_, index) => `X-${index}: a\r\n`).join("")}\r\n`,
    status: 431,
    reason: "more than 100 fields",
  },
];

describe("framing", () => {
  test.each(refused)("$what: $status, and the connection is closed", async ({ request, status, reason = "" }) => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const reply = await sendRaw(port, request);

    const [head = "", body = ""] = reply.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^connection: close$/im);
    expect(body).toContain(reason);
  });

  test("what is refused reaches no service", async () => {
    const echo = await startEcho();
    const { port, records } = await startService({ members: membersOf(echo) });

    await sendRaw(port, `POST / HTTP/1.1\r\n${HOST}Host: other\r\nContent-Length: 0\r\n\r\n`);

    expect(records).toMatchObject([{ status: 400, service: undefined, instance: undefined, tries: 0 }]);
  });

  test("a chunked body is framed anew: extensions are gone, and the service sees the bytes alone", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const client = await RawClient.open(port);

    client.send(`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);

    expect(await client.until(/"body":"abcde"/)).toContain('"transfer-encoding":"chunked"');
  });

  test("pipelined requests are answered in order on one connection", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const client = await RawClient.open(port);

    client.send(`GET /one HTTP/1.1\r\n${HOST}\r\nGET /two HTTP/1.1\r\n${HOST}\r\nGET /three HTTP/1.1\r\n${HOST}\r\n`);

    const text = await client.until(/"path":"\/three"/);
    expect([...text.matchAll(/"path":"([^"]+)"/g)].map(([, path]) => path)).toEqual(["/one", "/two", "/three"]);
  });

  test("a request that is not valid after one that is: the first is answered, then 400", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const text = await sendRaw(port, `GET /one HTTP/1.1\r\n${HOST}\r\nGET /two HTTP/1.1\r\nX Y\r\n\r\n`);

    expect([...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status)).toEqual(["200", "400"]);
    expect(text).toContain('"path":"/one"');
  });

  test("the authority of an absolute target replaces the Host", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const client = await RawClient.open(port);

    client.send("GET http://shop.example.com/a?b HTTP/1.1\r\nHost: other.example.com\r\n\r\n");

    const text = await client.until(/\}\n/);
    expect(text).toContain('"path":"/a?b","host":"shop.example.com"');
  });

  test("HTTP/1.0 is answered and the connection closed", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const text = await sendRaw(port, `GET / HTTP/1.0\r\n${HOST}\r\n`);

    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain('"path":"/"');
  });
});
