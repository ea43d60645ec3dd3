import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, Socket } from "node:net";
import type { Filter, Service } from "../../../../lib/topology";
import { shopCertificate } from "../../../support/certificates";
import { freePort } from "../../../support/free-ports";
import { afterTest } from "../../support/cleanup";
import { fetchFrom, keepAliveAgent, RawClient } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { answering, startInstance, startRawInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { startGuarded, startGuardedBy } from "./guarded";
import { startFiltered } from "./support";

describe("the question", () => {
  test("tells of the request, and has no body", async () => {
    const { port, asked, seen } = await startGuardedBy((_request, response) => response.end(), { path: "/check?a=1" });

    await fetchFrom(port, "/users/7?q=x", {
      method: "POST",
      body: "payload",
      headers: {
        Host: "shop.example.com",
        Authorization: "Bearer t",
        "Content-Type": "a/b",
        "If-None-Match": '"x"',
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Uri": "/innocent",
        "X-Own": "1",
      },
    });

    expect(asked).toHaveLength(1);
    const { method, url, headers } = asked[0] ?? {};
    expect({ method, url }).toEqual({ method: "GET", url: "/check?a=1" });
    expect(headers).toMatchObject({
      host: "shop.example.com",
      authorization: "Bearer t",
      "x-own": "1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "shop.example.com",
      "x-forwarded-port": String(port),
      "x-forwarded-method": "POST",
      "x-forwarded-uri": "/users/7?q=x",
    });
    for (const name of ["content-length", "content-type", "transfer-encoding", "if-none-match"]) {
      expect(headers).not.toHaveProperty(name);
    }
    expect(seen[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "content-length": "7",
      "if-none-match": '"x"',
    });
  });

  test("may be confined to some of the client's fields", async () => {
    const { port, asked } = await startGuardedBy((_request, response) => response.end(), {
      requestHeaders: ["Cookie"],
    });

    await fetchFrom(port, "/", { headers: { Cookie: "a=b", "X-Own": "1" } });

    expect(asked[0]?.headers).toMatchObject({ cookie: "a=b", "x-forwarded-method": "GET" });
    expect(asked[0]?.headers).not.toHaveProperty("x-own");
  });
});

test.each([
  ["of a proxy in front that is believed", ["127.0.0.0/8"], "203.0.113.7, 127.0.0.1"],
  ["of anybody else", [], "127.0.0.1"],
])("the question says what a service would be told: %s", async (_, trustedProxies, forwardedFor) => {
  const asked: IncomingMessage[] = [];
  const instance = await startInstance((request, response) => {
    asked.push(request);
    response.end();
  });
  const filters: Filter[] = [{ type: "ForwardAuth", service: "service", path: "/check" }];
  const { port } = await startEngine({}, membersOf(instance), { filters }, { trustedProxies });

  await fetchFrom(port, "/", { headers: { "x-forwarded-for": "203.0.113.7" } });

  expect(asked.map(({ url, headers }) => [url, headers["x-forwarded-for"]])).toEqual([
    ["/check", forwardedFor],
    ["/", forwardedFor],
  ]);
});

describe("the answer", () => {
  test.each([200, 204, 299])("%d lets the request through", async (status) => {
    const { port, seen } = await startGuardedBy((_request, response) => response.writeHead(status).end());
    expect((await fetchFrom(port, "/")).body).toBe("served");
    expect(seen).toHaveLength(1);
  });

  test.each([302, 401, 403, 500])("%d is what the client gets, and the service nothing", async (status) => {
    const { port, seen } = await startGuardedBy((_request, response) => {
      response.writeHead(status, { Location: "/login", "Set-Cookie": ["a=1", "b=2"], "Content-Type": "text/plain" });
      response.end("not you");
    });

    const reply = await fetchFrom(port, "/");

    expect({ status: reply.status, body: reply.body }).toEqual({ status, body: "not you" });
    expect(reply.headers).toMatchObject({ location: "/login", "set-cookie": ["a=1", "b=2"], "content-length": "7" });
    expect(seen).toEqual([]);
  });

  test("passes its fields on in place of the client's own, also where it has none", async () => {
    const { port, seen } = await startGuardedBy(
      (_request, response) => response.writeHead(200, { "X-User": "ann", "X-Other": "no" }).end(),
      { responseHeaders: ["X-User", "X-Groups"] },
    );

    await fetchFrom(port, "/", { headers: { "x-user": "root", "x-groups": "admin", "x-other": "own" } });

    expect(seen[0]?.headers).toMatchObject({ "x-user": "ann", "x-other": "own" });
    expect(seen[0]?.headers).not.toHaveProperty("x-groups");
  });

  test("is asked for anew with each request, also on a kept connection", async () => {
    let count = 0;
    const { port, asked } = await startGuardedBy((_request, response) => {
      count += 1;
      response.writeHead(count === 1 ? 200 : 403).end();
    });
    const client = await RawClient.open(port);

    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

    await client.until(/served[\s\S]*403/);
    expect(asked.map(({ headers }) => headers["x-forwarded-uri"])).toEqual(["/1", "/2"]);
  });
});

describe("nobody passes", () => {
  test("where there is no instance", async () => {
    const { port, seen, records } = await startGuarded([]);
    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toEqual([]);
    expect(records[0]?.reason).toMatch(/^guard does not say who may pass: /);
  });

  test("where none can be reached", async () => {
    const { port, seen } = await startGuarded([{ address: "127.0.0.1", port: await freePort() }]);
    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toEqual([]);
  });

  test.each([
    ["it breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
    ["it says nothing", ""],
    ["what it says is no HTTP", "200 OK\r\n\r\n"],
    ["it goes on for too long", `HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${"x".repeat(100_000)}`],
  ])("where %s", async (_, bytes) => {
    const guard = await startRawInstance((socket) => {
      answering(bytes)(socket);
      socket.once("data", () => socket.end());
    });
    const { port, seen } = await startGuarded(membersOf(guard));
    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toEqual([]);
  });

  test("where it takes too long", async () => {
    const { port, seen } = await startGuardedBy(() => {}, { timeout: "50ms" });
    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toEqual([]);
  });
});

test("an instance that cannot be reached is not the last word while there is another", async () => {
  const guard = await startInstance((_request, response) => response.end());
  const gone = { address: "127.0.0.1", port: await freePort() };
  const { port } = await startGuarded([gone, ...membersOf(guard)]);
  for (let count = 0; count < 4; count++) expect((await fetchFrom(port, "/")).status).toBe(200);
});

test("a kept connection that was closed meanwhile keeps nobody out", async () => {
  let connections = 0;
  const guard = await startRawInstance((socket) => {
    connections += 1;
    let questions = 0;
    socket.on("data", () => {
      questions += 1;
      if (questions > 1) socket.destroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
  });
  const { port } = await startGuarded(membersOf(guard));

  for (let count = 0; count < 3; count++) expect((await fetchFrom(port, "/")).body).toBe("served");

  // Kept, closed at the second question, which is asked anew on a connection of its own; and kept again for the third.
  expect(connections).toBe(3);
});

test("the service has no more connections than its limits allow: questions wait for their turn", async () => {
  const answer = new Gate();
  const asked = new Gate();
  const guard = await startInstance((_request, response) => {
    asked.open();
    void answer.opened.then(() => response.end());
  });
  const connected = jest.fn();
  guard.server.on("connection", connected);
  const { port } = await startFiltered([{ type: "ForwardAuth", service: "guard" }], undefined, {
    services: [{ name: "guard", members: membersOf(guard), limits: { connections: 1 } }],
  });

  const replies = Array.from({ length: 5 }, () => fetchFrom(port, "/"));
  await asked.opened;
  answer.open();

  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(connected).toHaveBeenCalledTimes(1);
});

test("a kept connection is listened to for no more with each question", async () => {
  const { port } = await startGuardedBy((_request, response) => response.end());
  await fetchFrom(port, "/");
  const listened = jest.spyOn(Socket.prototype, "once");
  const agent = keepAliveAgent();
  await fetchFrom(port, "/", { agent });
  listened.mockClear();

  for (let count = 0; count < 3; count++) expect((await fetchFrom(port, "/", { agent })).body).toBe("served");

  expect(listened.mock.calls.filter(([event]) => String(event) === "connect")).toEqual([]);
  listened.mockRestore();
});

test("a client that goes away while the answer is awaited is not served", async () => {
  const asked = new Gate();
  const answer = new Gate();
  const { port, seen, records } = await startGuardedBy((_request, response) => {
    asked.open();
    void answer.opened.then(() => response.end());
  });
  const client = await RawClient.open(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await asked.opened;

  client.socket.resetAndDestroy();
  await eventually(() => records.length === 1);
  answer.open();
  // What comes after shows that the proxy has got over it.
  expect((await fetchFrom(port, "/after")).body).toBe("served");

  expect(seen.map(({ url }) => url)).toEqual(["/after"]);
  expect(records.map(({ status }) => status)).toEqual([0, 200]);
});

test("a body waits for the answer, and then comes whole", async () => {
  const answer = new Gate();
  const asked = new Gate();
  const { port, seen } = await startGuardedBy((_request, response) => {
    asked.open();
    void answer.opened.then(() => response.end());
  });
  const reply = fetchFrom(port, "/", { method: "POST", body: "x".repeat(300_000) });
  await asked.opened;
  expect(seen).toEqual([]);
  answer.open();
  expect((await reply).body).toBe("served");
  expect(seen[0]?.headers["content-length"]).toBe("300000");
});

describe("a change of protocol", () => {
  const UPGRADE = "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

  async function startUpgrading(status: number) {
    const answer = new Gate();
    const question = new Gate();
    const guarded = await startGuardedBy((_request, response) => {
      question.open();
      void answer.opened.then(() => response.writeHead(status).end());
    });
    return { answer, question, ...guarded };
  }

  test("waits for the answer, and so does what the client sends after it", async () => {
    const { port, answer, question, instance } = await startUpgrading(200);
    instance.server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      socket.on("error", () => {});
      socket.pipe(socket);
    });
    const client = await RawClient.open(port);
    client.send(`${UPGRADE}early`);
    await question.opened;
    expect(client.text).toBe("");

    answer.open();

    await client.until(/^HTTP\/1\.1 101 [\s\S]*early$/);
    client.send(" and late");
    await client.until(/early and late$/);
    client.socket.destroy();
  });

  test("does not happen without leave", async () => {
    const { port, answer, instance } = await startUpgrading(401);
    const upgraded = jest.fn();
    instance.server.on("upgrade", upgraded);
    answer.open();
    const client = await RawClient.open(port);

    client.send(UPGRADE);

    await client.until(/^HTTP\/1\.1 401 /);
    expect(upgraded).not.toHaveBeenCalled();
  });
});

describe("over TLS", () => {
  async function startSecured(tls: Service["tls"]) {
    let connections = 0;
    const { cert, key } = shopCertificate;
    const server = createServer({ cert, key }, (_request, response) => response.end());
    server.on("secureConnection", () => {
      connections += 1;
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    afterTest(() => {
      server.close();
      server.closeAllConnections();
    });
    const members = [{ address: "127.0.0.1", port: (server.address() as AddressInfo).port }];
    const guard: Service = { name: "guard", members, ...(tls === undefined ? {} : { tls }) };
    const guarded = await startFiltered([{ type: "ForwardAuth", service: "guard" }], undefined, { services: [guard] });
    return { ...guarded, connections: () => connections };
  }

  test("the service is verified, and its connection kept", async () => {
    const tls = { hostname: "shop.example.com", caFile: shopCertificate.certFile };
    const { port, connections } = await startSecured(tls);
    for (let count = 0; count < 3; count++) expect((await fetchFrom(port, "/")).body).toBe("served");
    expect(connections()).toBe(1);
  });

  test.each<[string, Service["tls"]]>([
    ["is for another name", { hostname: "other.example.com", caFile: shopCertificate.certFile }],
    ["is by somebody whom nobody trusts", { hostname: "shop.example.com" }],
  ])("nobody passes where its certificate %s", async (_, tls) => {
    const { port, seen } = await startSecured(tls);
    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(seen).toEqual([]);
  });
});
