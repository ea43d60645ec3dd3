import { echoFrom, fetchFrom, RawClient } from "../support/clients";
import { startInstance } from "../support/instances";
import { membersOf, startEcho, startService } from "../support/proxies";

async function startEchoProxy() {
  const echo = await startEcho();
  return { echo, ...(await startService({ members: membersOf(echo) })) };
}

describe("request fields", () => {
  const connectionFields: readonly (readonly [string, string])[] = [
    ["keep-alive", "timeout=5"],
    ["proxy-connection", "keep-alive"],
    ["proxy-authorization", "Basic eA=="],
    ["te", "gzip"],
    ["http2-settings", "AAMAAABkAAQAAP__"],
  ];

  test.each(connectionFields)("%s concerns the connection alone and is not sent on", async (name, value) => {
    const { port } = await startEchoProxy();

    const { headers } = await echoFrom(port, "/", { headers: { [name]: value, "x-kept": "yes" } });

    expect(headers).not.toHaveProperty(name);
    expect(headers).toHaveProperty("x-kept", "yes");
  });

  test("Trailer is not sent on, the trailer fields are", async () => {
    const instance = await startInstance((request, response) => {
      request.resume().on("end", () => response.end(JSON.stringify([request.headers, request.trailers])));
    });
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: 1\r\n\r\n");

    const text = await client.until(/\}\]/);
    expect(text).not.toContain('"trailer"');
    expect(text).toContain('{"x-t":"1"}');
  });

  test("fields that Connection names are not sent on", async () => {
    const { port } = await startEchoProxy();

    const { headers } = await echoFrom(port, "/", {
      headers: { connection: "close, X-Secret ,x-other", "x-secret": "1", "X-Other": "2", "x-kept": "yes" },
    });

    expect(headers).not.toHaveProperty("x-secret");
    expect(headers).not.toHaveProperty("x-other");
    expect(headers).toHaveProperty("x-kept", "yes");
  });

  test("what Connection names cannot take away what the proxy adds, nor the framing", async () => {
    const { port } = await startEchoProxy();

    const { headers, host, body } = await echoFrom(port, "/", {
      method: "POST",
      headers: { connection: "close, x-forwarded-for, host, content-length", host: "shop.example.com" },
      body: "abc",
    });

    expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "content-length": "3" });
    expect({ host, body }).toEqual({ host: "shop.example.com", body: "abc" });
  });

  test("X-Forwarded fields tell the peer, scheme, host and port", async () => {
    const { port } = await startEchoProxy();

    const { headers } = await echoFrom(port, "/", { headers: { host: "shop.example.com:8080" } });

    expect(headers).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "shop.example.com:8080",
      "x-forwarded-port": String(port),
    });
  });

  test("what a client says about its origin is replaced, not added to", async () => {
    const { port } = await startEchoProxy();

    const { headers } = await echoFrom(port, "/", {
      headers: {
        "x-forwarded-for": "10.9.9.9",
        "X-Forwarded-Proto": "https",
        "x-forwarded-host": "evil.example.com",
        "x-forwarded-port": "1",
        "x-forwarded-prefix": "/evil",
        x_forwarded_for: "10.9.9.9",
        "x-real-ip": "10.9.9.9",
        forwarded: "for=10.9.9.9",
      },
    });

    expect(JSON.stringify(headers)).not.toMatch(/10\.9\.9\.9|evil/);
    expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
  });

  test("repeated fields stay repeated, in their order and spelling", async () => {
    const instance = await startInstance((request, response) => response.end(JSON.stringify(request.rawHeaders)));
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-TWO: 2\r\nX-One: 3\r\n\r\n");

    const text = await client.until(/\]/);
    expect(text).toContain('"X-One","1","x-TWO","2","X-One","3"');
  });

  test("obs-text passes through unchanged", async () => {
    const instance = await startInstance((request, response) => {
      response.writeHead(200, ["X-Back", String(request.headers["x-text"])]).end();
    });
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Text: caf\xe9\r\n\r\n");

    expect(await client.until(/\r\n\r\n/)).toContain("X-Back: caf\xe9\r\n");
  });

  test("a request without a body is sent without one", async () => {
    const { port } = await startEchoProxy();

    expect((await echoFrom(port, "/")).headers).not.toHaveProperty("content-length");
    expect((await echoFrom(port, "/")).headers).not.toHaveProperty("transfer-encoding");
    expect((await echoFrom(port, "/", { method: "POST", headers: { "content-length": 0 } })).headers).toMatchObject({
      "content-length": "0",
    });
  });
});

describe("response fields", () => {
  test("those of the connection are not passed on", async () => {
    const instance = await startInstance((_request, response) => {
      response.writeHead(200, [
        ["Connection", "X-Inner, keep-alive"],
        ["X-Inner", "1"],
        ["Proxy-Authenticate", "Basic"],
        ["Trailer", "X-T"],
        ["Transfer-Encoding", "chunked"],
        ["X-Kept", "yes"],
      ] as unknown as string[]);
      response.end("body");
    });
    const { port } = await startService({ members: membersOf(instance) });

    const { headers, body } = await fetchFrom(port, "/");

    expect(headers).not.toHaveProperty("x-inner");
    expect(headers).not.toHaveProperty("proxy-authenticate");
    expect(headers).not.toHaveProperty("trailer");
    expect(headers).toMatchObject({ "x-kept": "yes" });
    expect(body).toBe("body");
  });

  test("cookies stay apart", async () => {
    const instance = await startInstance((_request, response) => {
      response.writeHead(200, ["Set-Cookie", "a=1", "Set-Cookie", "b=2"]).end();
    });
    const { port } = await startService({ members: membersOf(instance) });

    expect((await fetchFrom(port, "/")).headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  test("status and its text pass through", async () => {
    const instance = await startInstance((_request, response) => response.writeHead(299, "Quite Fine").end());
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 299 Quite Fine\r\n/);
  });
});
