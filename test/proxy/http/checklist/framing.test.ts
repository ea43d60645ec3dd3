import { fetchFrom, keepAliveAgent, RawClient, sendRaw } from "../../support/clients";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { answering, startInstance, startRawInstance } from "../../support/instances";
import { membersOf, startEcho, startService } from "../../support/proxies";
import { all, startRecorder, statusesOf, statusOfEach } from "./wire";

const POST = "POST / HTTP/1.1\r\nHost: a\r\n";
const GET = "GET / HTTP/1.1\r\nHost: a\r\n";

/** A proxy in front of an instance that must never be reached. */
async function startUnreached() {
  const instance = await startRecorder();
  const { port } = await startService({ members: membersOf(instance) });
  return { port, instance };
}

async function expectRefused(requests: Readonly<Record<string, string>>, status = 400): Promise<void> {
  const { port, instance } = await startUnreached();
  expect(await statusOfEach(port, requests)).toEqual(all(requests, status));
  expect(instance.received).toEqual([]);
}

describe("framing", () => {
  test("Content-Length together with Transfer-Encoding is refused", async () => {
    await expectRefused({
      "length first": `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      "chunked first": `${POST}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
      "a length of 0": `${POST}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      "in capitals": `${POST}CONTENT-LENGTH: 3\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\n0\r\n\r\n`,
    });
  });

  test("Content-Length is digits alone", async () => {
    const lengths = ["", "+3", "-3", "0x3", "3_0", "3 3", "3,3", "3, 3", "3.0", "3;", "\xb2", "3\t3"];
    await expectRefused(
      Object.fromEntries(lengths.map((length) => [length, `${POST}Content-Length: ${length}\r\n\r\nabc`])),
    );
  });

  test("a Content-Length beyond what a number holds is 413", async () => {
    await expectRefused({ "20 digits": `${POST}Content-Length: 99999999999999999999\r\n\r\n` }, 413);
  });

  test("differing Content-Lengths are refused, equal ones are folded into one", async () => {
    await expectRefused({
      "3 and 4": `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
      "3 and none": `${POST}Content-Length: 3\r\nContent-Length:\r\n\r\nabc`,
    });
    const { port, instance } = await startUnreached();

    const statuses = await statusesOf(
      port,
      `${POST}Connection: close\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc`,
    );

    expect(statuses).toEqual([200]);
    expect(instance.received[0]?.match(/content-length: 3\r\n/gi)).toHaveLength(1);
  });

  test("Transfer-Encoding is chunked once, and last", async () => {
    const values = [
      "chunked, chunked",
      "chunked, gzip",
      "xchunked",
      "chunked;a",
      "identity",
      "",
      "chunked,",
      ",chunked",
    ];
    await expectRefused(
      Object.fromEntries(values.map((value) => [value, `${POST}Transfer-Encoding: ${value}\r\n\r\n0\r\n\r\n`])),
    );
    await expectRefused({
      "two fields": `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      "an odd space": `${POST}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n`,
      "a space before the colon": `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
    });
    await expectRefused({ "gzip, chunked": `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n` }, 501);
  });

  test("HTTP/1.0 has no Transfer-Encoding", async () => {
    await expectRefused({ chunked: "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" });
  });

  test("chunk sizes are hex digits without overflow, ended by CRLF alone, with bounded extensions", async () => {
    const bodies = {
      "no digit": "\r\n",
      "no hex digit": "g\r\n",
      signed: "+3\r\nabc\r\n0\r\n\r\n",
      prefixed: "0x3\r\nabc\r\n0\r\n\r\n",
      underscored: "1_0\r\n",
      "a space after it": "3 \r\nabc\r\n0\r\n\r\n",
      overflow: "fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
      "a bare LF after it": "3\nabc\r\n0\r\n\r\n",
      "a bare LF after the data": "3\r\nabc\n0\r\n\r\n",
      "more data than said": "3\r\nabcd\r\n0\r\n\r\n",
      "a bare CR in an extension": "3;a\rb\r\nabc\r\n0\r\n\r\n",
      "a bare LF in an extension": "3;a\nb\r\nabc\r\n0\r\n\r\n",
      "an extension without end": `3;${"a".repeat(5000)}`,
    };
    const { port } = await startService({ members: membersOf(await startInstance((request) => request.resume())) });
    const requests = Object.fromEntries(
      Object.entries(bodies).map(([what, body]) => [what, `${POST}Transfer-Encoding: chunked\r\n\r\n${body}`]),
    );

    expect(await statusOfEach(port, requests)).toEqual(all(requests, 400));
  });

  test("a chunked body is sent on framed anew, never copied", async () => {
    const { port, instance } = await startUnreached();
    const body = "0003;a=b\r\nabc\r\n2;c\r\nde\r\n00;d\r\nX-Sum: 1\r\n\r\n";

    await statusesOf(port, `${POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);

    expect(instance.received[0]).toMatch(/\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n$/);
  });

  test("control characters, folded lines, bad names and missing colons in fields are refused", async () => {
    await expectRefused({
      "a bare CR": `${GET}X: a\rb\r\n\r\n`,
      "a bare LF": `${GET}X: a\nY: b\r\n\r\n`,
      "a NUL": `${GET}X: a\0b\r\n\r\n`,
      "a DEL": `${GET}X: a\x7fb\r\n\r\n`,
      "a folded line": `${GET}X: a\r\n b\r\n\r\n`,
      "a line folded by a tab": `${GET}X: a\r\n\tb\r\n\r\n`,
      "a space before the colon": `${GET}X : a\r\n\r\n`,
      "an empty name": `${GET}: a\r\n\r\n`,
      "a name with brackets": `${GET}X(a): a\r\n\r\n`,
      "a name beyond ASCII": `${GET}X\xe9: a\r\n\r\n`,
      "no colon": `${GET}X\r\n\r\n`,
      "white space before the first field": "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
      "the end by a bare LF": `${GET}X: a\r\n\n`,
      "lines by LF alone": "GET / HTTP/1.1\nHost: a\n\n",
    });
  });

  test("there is one valid Host", async () => {
    await expectRefused({
      none: "GET / HTTP/1.1\r\n\r\n",
      two: "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "two equal ones": "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
      empty: "GET / HTTP/1.1\r\nHost:\r\n\r\n",
      "a list": "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
      "user information": "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
      "a path": "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "a port that is none": "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n",
      "a bad one beside an absolute target": "GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n",
    });
  });

  test("the authority of an absolute target is the one Host that the service sees", async () => {
    const { port, instance } = await startUnreached();

    await statusesOf(
      port,
      "GET http://one.example.com/x HTTP/1.1\r\nHost: two.example.com\r\nConnection: close\r\n\r\n",
    );

    expect(instance.received[0]).toMatch(/^GET \/x HTTP\/1\.1\r\nHost: one\.example\.com\r\n/);
    expect(instance.received[0]).not.toContain("two.example.com");
  });

  test("HTTP/1.0 may lack a Host: the listener's own address stands for it", async () => {
    const { port, instance } = await startUnreached();

    expect(await statusesOf(port, "GET /x HTTP/1.0\r\n\r\n")).toEqual([200]);

    expect(instance.received[0]).toContain(`Host: 127.0.0.1:${port}\r\n`);
  });

  test("bad targets are 400, CONNECT, TRACE and unknown methods 501, other versions 505", async () => {
    await expectRefused({
      "no path": "GET x HTTP/1.1\r\nHost: a\r\n\r\n",
      "two spaces": "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "a tab": "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "a byte beyond ASCII": "GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n",
      "a space at the end": "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
      "a version in small letters": "GET / http/1.1\r\nHost: a\r\n\r\n",
      "OPTIONS *": "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    });
    await expectRefused(
      {
        CONNECT: "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        TRACE: "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
        BREW: "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
      },
      501,
    );
    await expectRefused(
      { "0.9": "GET /\r\n", "1.2": "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "2.0": "GET / HTTP/2.0\r\nHost: a\r\n\r\n" },
      505,
    );
  });

  test("responses are checked as strictly as requests", async () => {
    const bad = {
      "a bare LF": "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
      "a folded line": "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
      "a space before the colon": "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
      "a signed length": "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
      "two lengths": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      "a length and chunks": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "chunks in HTTP/1.0": "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "chunked twice": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
      "a status of two digits": "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
      "a status beyond 599": "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
      "another version": "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
      "no version": "200 OK\r\n\r\n",
    };
    const statuses: Record<string, number> = {};
    for (const [what, bytes] of Object.entries(bad)) {
      const { port } = await startService({ members: membersOf(await startRecorder(bytes)) });
      statuses[what] = (await fetchFrom(port, "/")).status;
    }
    expect(statuses).toEqual(all(bad, 502));
  });

  test("a length that a response says twice is said once to the client", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: 1\r\ncontent-length: 2\r\n\r\n";
    const instance = await startRecorder(`${head}ok`);
    const { port } = await startService({ members: membersOf(instance) });

    const { rawHeaders, body } = await fetchFrom(port, "/");

    expect(rawHeaders.filter((name) => /^content-length$/i.test(name))).toHaveLength(1);
    expect(body).toBe("ok");
  });

  test.each([
    ["bytes after a response", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"],
    ["bytes after 204", "HTTP/1.1 204 No Content\r\n\r\nstray"],
    ["bytes after 304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nstray"],
    ["a response that says close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
    ["a response of HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"],
  ])("a socket in doubt is not kept, and the client's connection is none the worse: %s", async (_what, bytes) => {
    const instance = await startRecorder(bytes);
    const { port } = await startService({ members: membersOf(instance) });
    const agent = keepAliveAgent();

    const first = await fetchFrom(port, "/", { agent });
    const second = await fetchFrom(port, "/", { agent });

    expect([first.body, second.body]).toEqual([first.body, first.body]);
    expect(first.body).not.toContain("stray");
    expect(instance.connections()).toBe(2);
  });

  test("bytes that nobody asked for end a kept connection", async () => {
    let kept: import("node:net").Socket | undefined;
    const instance = await startRawInstance((socket) => {
      kept ??= socket;
      answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(socket);
    });
    const { port } = await startService({ members: membersOf(instance) });
    await fetchFrom(port, "/");

    kept?.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    await eventually(() => kept?.readableEnded === true || kept?.destroyed === true);

    expect((await fetchFrom(port, "/")).body).toBe("ok");
    expect(instance.connections()).toBe(2);
  });

  test("1xx, 204, 304 and responses to HEAD have no body", async () => {
    const instance = await startRecorder(
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    );
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send(`HEAD /one HTTP/1.1\r\nHost: a\r\n\r\nHEAD /two HTTP/1.1\r\nHost: a\r\n\r\n`);

    const text = await client.until(/200 OK[\s\S]*200 OK[\s\S]*\r\n\r\n$/);
    expect(text.match(/103 Early Hints/g)).toHaveLength(2);
    expect(instance.connections()).toBe(1);
  });

  test("a malformed HEAD is refused without a body, and none is announced", async () => {
    const { port } = await startEngine({ headTime: 100 }, []);
    const refused = {
      "a field that is none": "HEAD / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
      "no Host": "HEAD / HTTP/1.1\r\n\r\n",
      "two lengths": "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "another version": "HEAD / HTTP/3.0\r\nHost: a\r\n\r\n",
      "a path above the root": "HEAD /../.. HTTP/1.1\r\nHost: a\r\n\r\n",
      "too long a target": `HEAD /${"a".repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      "no end in time": "HEAD / HTTP/1.1\r\nHost: a\r\n",
    };
    const statuses: number[] = [];
    for (const bytes of Object.values(refused)) {
      const text = await sendRaw(port, bytes);
      expect(text).toMatch(/^HTTP\/1\.1 [45]\d\d [^\n]+\r\n(?:[^\r\n]+\r\n)*Connection: close\r\n\r\n$/);
      expect(text).not.toMatch(/^(?:Content-Length|Transfer-Encoding):/im);
      statuses.push(Number(text.slice(9, 12)));
      // The same of GET has one, so that people can read what is wrong.
      expect(await sendRaw(port, bytes.replace("HEAD", "GET"))).toMatch(/^Content-Length: \d+\r\n[\s\S]*\r\n\r\n\w/m);
    }
    expect(statuses).toEqual([400, 400, 400, 505, 400, 414, 408]);
  });

  test("Expect: 100-continue passes through, and another expectation is 417", async () => {
    await expectRefused({ coffee: `${POST}Expect: coffee\r\nContent-Length: 1\r\n\r\na` }, 417);
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const client = await RawClient.open(port);

    client.send(`${POST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`);
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.send("abc");

    expect(await client.until(/\}\n/)).toContain('"body":"abc"');
  });

  test("a socket whose request body was not sent whole is never used again", async () => {
    const instance = await startRawInstance(answering("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);
    client.send(`${POST}Content-Length: 1000\r\n\r\nonly a part`);
    await client.until(/413/);

    await fetchFrom(port, "/");

    expect(instance.connections()).toBe(2);
  });
});
