import { request } from "node:https";
import type { Socket } from "node:net";
import type { EchoReply } from "../../../lib/echo";
import type { Filter, Route } from "../../../lib/topology";
import { echoOver, openHttp2, openHttps2 } from "../http/h2/client";
import { connectSecurely } from "../layer4/support/secure";
import { connectTo, receive, receiveText } from "../layer4/support/streams";
import { echoFrom, fetchFrom, RawClient } from "../support/clients";
import { eventually } from "../support/conditions";
import { startInstance } from "../support/instances";
import { membersOf } from "../support/proxies";
import { type FrontOptions, startFront } from "./front";
import { addresses, binaryHeader, clientHeader, summedHeader, textHeader } from "./headers";
import { LISTED, type Setup, startListeners } from "./listeners";

type Listener = "http" | "https" | "tcp" | "terminate" | "passthrough";

/** Over each kind of listener: sends something, and says what came back. */
const SPOKEN: Readonly<Record<string, { readonly on: Listener; readonly speak: (port: number) => Promise<string> }>> = {
  "HTTP/1.1": { on: "http", speak: async (port) => forwardedFor(await echoFrom(port, "/")) },
  h2c: { on: "http", speak: async (port) => forwardedFor(await echoOver(openHttp2(port), "/")) },
  HTTPS: { on: "https", speak: async (port) => forwardedFor(await echoSecurely(port)) },
  h2: { on: "https", speak: async (port) => forwardedFor(await echoOver(openHttps2(port), "/")) },
  TCP: { on: "tcp", speak: async (port) => echoed(await connectTo(port, { allowHalfOpen: false })) },
  "TLS that ends here": { on: "terminate", speak: async (port) => echoed(await connectShop(port)) },
  "TLS that is passed through": { on: "passthrough", speak: async (port) => echoed(await connectShop(port)) },
};

function forwardedFor({ headers }: EchoReply): string {
  return String(headers["x-forwarded-for"]);
}

function echoSecurely(port: number): Promise<EchoReply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, rejectUnauthorized: false, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(JSON.parse(text) as EchoReply));
    });
    sent.on("error", reject);
    sent.end();
  });
}

function connectShop(port: number): Promise<Socket> {
  return connectSecurely(port, { servername: "shop.example.com" });
}

/** Says something, and ends once it has come back. */
async function echoed(socket: Socket): Promise<string> {
  socket.write("world");
  const text = await receiveText(socket, "world");
  socket.end();
  return text;
}

/** What the log calls the clients of a listener. */
function sourcesIn(lines: readonly Record<string, unknown>[], listener: Listener): readonly unknown[] {
  return lines.filter((line) => line.listener === `edge/${listener}`).map((line) => line.sourceAddress);
}

const HEADERS: readonly (readonly [what: string, header: Buffer, client: string])[] = [
  ["version 1, IPv4", textHeader("192.0.2.1"), "192.0.2.1"],
  ["version 1, IPv6", textHeader("2001:db8::1"), "2001:db8::1"],
  ["version 1, unknown", Buffer.from("PROXY UNKNOWN\r\n"), "127.0.0.1"],
  ["version 2, IPv4", clientHeader("192.0.2.1"), "192.0.2.1"],
  ["version 2, IPv6, with a checksum", summedHeader("2001:db8::1"), "2001:db8::1"],
  ["version 2, LOCAL", binaryHeader(0, 0x11, addresses("192.0.2.1")), "127.0.0.1"],
  ["version 2, UNIX", binaryHeader(1, 0x31, Buffer.alloc(216)), "127.0.0.1"],
];

describe.each(Object.entries(SPOKEN))("from a listed peer, over %s", (_what, { on, speak }) => {
  test.each([...HEADERS])("the header says who the client is: %s", async (_header, header, client) => {
    const listeners = await startListeners();
    const isHttp = on === "http" || on === "https";

    const answer = await speak(await startFront(listeners[on], header));

    expect(answer).toBe(isHttp ? client : "hello world");
    await eventually(() => sourcesIn(listeners.lines, on).length > 0);
    expect(sourcesIn(listeners.lines, on)).toEqual([client]);
  });

  test.each<[what: string, options: FrontOptions]>([
    ["ahead of the client's first bytes", { atOnce: true }],
    ["cut within it", { cutAt: 7 }],
    ["cut at its end", { cutAt: clientHeader("192.0.2.1").length }],
    ["cut behind its end", { cutAt: clientHeader("192.0.2.1").length + 3 }],
  ])("what follows goes on unharmed, when the header comes %s", async (_when, options) => {
    const listeners = await startListeners();

    const answer = await speak(await startFront(listeners[on], clientHeader("192.0.2.1"), options));

    expect(["192.0.2.1", "hello world"]).toContain(answer);
  });

  test.each<[what: string, header: Buffer, reason: string]>([
    ["is missing", Buffer.alloc(0), "there is none"],
    ["is malformed", Buffer.from("PROXY TCP4 secret 192.0.2.1 1 2\r\n"), "its addresses are not those of TCP4"],
    ["does not end", Buffer.from(`PROXY UNKNOWN ${"secret".repeat(20)}`), "its line is longer than 107 bytes"],
  ])("the connection is closed, with one line in the log, where the header %s", async (_how, header, reason) => {
    const listeners = await startListeners();

    await expect(speak(await startFront(listeners[on], header))).rejects.toThrow();

    const lines = () => listeners.lines.filter(({ listener }) => listener === `edge/${on}`);
    await eventually(() => lines().length > 0);
    expect(lines()).toMatchObject([{ sourceAddress: "127.0.0.1", reason: `the PROXY header is refused: ${reason}` }]);
    expect(JSON.stringify(listeners.lines)).not.toContain("secret");
  });

  test("from a peer that is not listed no header is read, and one is nothing valid", async () => {
    const listeners = await startListeners();
    const from = { localAddress: "127.0.0.2" };
    const isHttp = on === "http" || on === "https";

    const bare = await speak(await startFront(listeners[on], Buffer.alloc(0), from));

    expect(bare).toBe(isHttp ? "127.0.0.2" : "hello world");
    // Over TCP it is bytes as any others.
    const claimed = speak(await startFront(listeners[on], textHeader("192.0.2.1"), from));
    if (on === "tcp") expect(await claimed).toContain("hello PROXY TCP4");
    else await expect(claimed).rejects.toThrow();
    expect(JSON.stringify(listeners.lines)).not.toContain("192.0.2.1");
  });

  test("without the setting no header is read", async () => {
    const listeners = await startListeners({ proxyProtocol: undefined });

    await speak(listeners[on]);

    await eventually(() => sourcesIn(listeners.lines, on).length > 0);
    expect(sourcesIn(listeners.lines, on)).toEqual(["127.0.0.1"]);
  });
});

describe("a header that does not come", () => {
  test("closes a connection of HTTP after the time for a head, and the log says so", async () => {
    const { http, lines } = await startListeners({ headerTimeout: "50ms" });
    const client = await RawClient.open(http);
    client.send("PROXY TC");

    expect(await client.closed()).toBe("");

    const reason = "the PROXY header is refused: it did not come within 50 ms";
    await eventually(() => lines.some((line) => line.reason === reason && line.sourceAddress === "127.0.0.1"));
  });

  test.each<Listener>(["http", "https", "tcp", "terminate", "passthrough"])(
    "of a peer on %s that closes without a word is no line of the log",
    async (on) => {
      const { lines, proxy, ...ports } = await startListeners();
      const probe = await connectTo(ports[on]);
      const answer = receive(probe);
      probe.end();

      expect(await answer).toMatchObject({ bytes: 0 });

      await proxy.close({ graceMs: 1000 });
      expect(lines.filter(({ listener }) => listener !== undefined)).toEqual([]);
    },
  );

  test("is said of a peer that closes within it", async () => {
    const { http, lines } = await startListeners();
    const client = await RawClient.open(http);
    client.send("PROXY TC");
    client.socket.end();

    expect(await client.closed()).toBe("");

    await eventually(() =>
      lines.some(({ reason }) => reason === "the PROXY header is refused: the peer closed within it"),
    );
  });
});

describe("the client of the header decides", () => {
  /** A request for a client through a load balancer in front. */
  const start = async (setup: Setup) => {
    const { http } = await startListeners(setup);
    const ask = async (client: string, headers = {}) =>
      fetchFrom(await startFront(http, clientHeader(client)), "/", { headers });
    return async (client: string, headers = {}): Promise<number> => (await ask(client, headers)).status;
  };

  test.each<[what: string, route: Partial<Route>, inside: number, outside: number]>([
    ["IPAccess: who is turned away", { filters: [{ type: "IPAccess", deny: ["192.0.2.0/24"] }] }, 403, 200],
    ["IPAccess: who may come in", { filters: [{ type: "IPAccess", allow: ["192.0.2.0/24"] }] }, 200, 403],
    ["routes: source ranges", { matches: [{ sourceRanges: ["192.0.2.0/24"] }] }, 200, 404],
  ])("%s", async (_what, route, inside, outside) => {
    const status = await start({ route });

    expect([await status("192.0.2.1"), await status("198.51.100.1")]).toEqual([inside, outside]);
  });

  test("RateLimit: each client has tokens of its own", async () => {
    const limit: Filter = { type: "RateLimit", requests: 1, interval: "1h" };
    const status = await start({ route: { filters: [limit] } });

    const clients = ["192.0.2.1", "192.0.2.2", "192.0.2.1"];
    const statuses: number[] = [];
    for (const client of clients) statuses.push(await status(client));
    expect(statuses).toEqual([200, 200, 429]);
  });

  test("affinity and balancing by source, over TCP too", async () => {
    const names = ["one", "two"];
    const instances = await Promise.all(names.map((name) => startInstance((_request, response) => response.end(name))));
    const service = { sessionAffinity: { type: "SourceIP" }, members: membersOf(...instances) } as const;
    const { http, tcp } = await startListeners({ web: service, db: service });
    for (const port of [http, tcp]) {
      const from = async (client: string) => (await fetchFrom(await startFront(port, textHeader(client)), "/")).body;
      const [first, second] = [await from("192.0.2.1"), await from("192.0.2.2")];
      expect(new Set([first, second])).toEqual(new Set(names));
      for (const _ of names) expect([await from("192.0.2.1"), await from("192.0.2.2")]).toEqual([first, second]);
    }
  });

  test("X-Forwarded-For is believed where the header names a trusted proxy, and nowhere else", async () => {
    const requestPolicy = { trustedProxies: ["192.0.2.0/24"] };
    const route = { filters: [{ type: "IPAccess", allow: ["203.0.113.7/32"] }] } as const;
    const status = await start({ requestPolicy, route });
    const headers = { "x-forwarded-for": "203.0.113.7" };

    expect([await status("192.0.2.1", headers), await status("198.51.100.1", headers)]).toEqual([200, 403]);
    expect(await status("127.0.0.1", headers)).toBe(403);
  });

  test("connections are counted for it, and not for the load balancer in front", async () => {
    const options = { maxConnections: 10, maxConnectionsPerSource: 1 };
    const { tcp } = await startListeners({ options });
    const open = async (client: string) =>
      connectTo(await startFront(tcp, textHeader(client), { atOnce: true }), { allowHalfOpen: false });
    const first = await open("192.0.2.1");
    await receiveText(first, "hello");

    expect(await receive(await open("192.0.2.1"))).toMatchObject({ bytes: 0 });
    await receiveText(await open("192.0.2.2"), "hello");

    first.destroy();
    await eventually(async () => {
      const again = await open("192.0.2.1");
      return receiveText(again, "hello").catch(() => undefined);
    });
  });

  test("those of one network of IPv6 are counted together, whichever of its addresses they have", async () => {
    const { tcp } = await startListeners({ options: { maxConnections: 10, maxConnectionsPerSource: 1 } });
    const open = async (client: string) =>
      connectTo(await startFront(tcp, textHeader(client), { atOnce: true }), { allowHalfOpen: false });
    await receiveText(await open("2001:db8::1"), "hello");

    expect(await receive(await open("2001:db8::2:0:0:1"))).toMatchObject({ bytes: 0 });
    await receiveText(await open("2001:db8:0:1::1"), "hello");
  });

  test("connections whose client is not known yet count among all", async () => {
    const { tcp } = await startListeners({ options: { maxConnections: 2, maxConnectionsPerSource: 1 } });
    const waiting = [await connectTo(tcp), await connectTo(tcp)];

    expect(await receive(await connectTo(tcp))).toMatchObject({ bytes: 0 });

    for (const socket of waiting) socket.destroy();
    await eventually(async () => {
      const front = await startFront(tcp, textHeader("192.0.2.1"), { atOnce: true });
      return receiveText(await connectTo(front, { allowHalfOpen: false }), "hello").catch(() => undefined);
    });
  });
});

test("a changed configuration holds for the connections to come", async () => {
  const { http, tcp, change } = await startListeners({ proxyProtocol: undefined });
  const kept = await connectTo(tcp);
  await receiveText(kept, "hello");
  expect((await fetchFrom(http, "/")).status).toBe(200);

  await change({ proxyProtocol: LISTED });

  await expect(fetchFrom(http, "/")).rejects.toThrow();
  expect(forwardedFor(await echoFrom(await startFront(http, textHeader("192.0.2.1")), "/"))).toBe("192.0.2.1");
  kept.write("still here");
  await receiveText(kept, "still here");

  await change({ proxyProtocol: undefined });

  expect((await fetchFrom(http, "/")).status).toBe(200);
});

test("a header is of its connection: the second request of one has the same client", async () => {
  const { http, records } = await startListeners();
  const client = await RawClient.open(http);
  const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(`${textHeader("192.0.2.1")}${get}`);
  await client.until(/"x-forwarded-for":"192\.0\.2\.1"/);
  client.send(`${get}${textHeader("192.0.2.2")}${get}`);

  expect(await client.closed()).toMatch(/HTTP\/1\.1 400 /);
  expect(records.map(({ sourceAddress, status }) => [sourceAddress, status])).toEqual([
    ["192.0.2.1", 200],
    ["192.0.2.1", 200],
    ["192.0.2.1", 400],
  ]);
});

describe("a client that says all at once, and ends its half", () => {
  test("gets its answer over HTTP", async () => {
    const { http } = await startListeners();
    const client = await RawClient.open(http);
    client.socket.end(`${textHeader("192.0.2.1")}GET / HTTP/1.1\r\nHost: a\r\n\r\n`);

    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 [\s\S]*"x-forwarded-for":"192\.0\.2\.1"/);
  });

  test("reaches its instance in full over TCP, and so does its end", async () => {
    const { tcp, lines } = await startListeners();
    const socket = await connectTo(tcp);
    const received = receive(socket);
    socket.end(`${textHeader("192.0.2.1")}world`);

    expect(await received).toMatchObject({ text: "hello world", reset: false });
    await eventually(() => sourcesIn(lines, "tcp").length > 0);
    expect(lines.at(-1)).toMatchObject({ sourceAddress: "192.0.2.1", bytesFromClient: 5 });
  });
});
