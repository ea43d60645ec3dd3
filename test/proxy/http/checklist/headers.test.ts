import type { IncomingHttpHeaders } from "node:http2";
import { fetchFrom, RawClient, sendRaw } from "../../support/clients";
import { startEngine } from "../../support/engines";
import { startInstance } from "../../support/instances";
import { membersOf, startEcho, startService } from "../../support/proxies";
import { openHttp2, replyOn } from "../h2/client";
import { lastHead, startRecorder, statusesOf } from "./wire";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n";

async function sentOn(fields: string, policy: Parameters<typeof startEngine>[3] = {}): Promise<string> {
  const instance = await startRecorder();
  const { port } = await startEngine({}, membersOf(instance), {}, policy);
  const statuses = await statusesOf(port, `${GET}${fields}Connection: close\r\n\r\n`);
  return statuses[0] === 200 ? lastHead(instance.received) : String(statuses[0]);
}

describe("headers", () => {
  test("hop-by-hop fields and those that Connection names are removed before the proxy's own are added", async () => {
    const head = await sentOn(
      "Keep-Alive: 5\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: x\r\nProxy-Authenticate: x\r\nTrailer: X\r\n" +
        "HTTP2-Settings: AA\r\nX-Named: 1\r\nConnection: X-Named, X-Forwarded-For, Host\r\nX-Kept: 1\r\n",
    );

    expect(head).toBe(
      `${GET}X-Kept: 1\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\n` +
        `${/X-Forwarded-Port: \d+/.exec(head)?.[0]}\r\n\r\n`,
    );
  });

  test("hop-by-hop fields of responses are removed, too", async () => {
    const instance = await startRecorder(
      "HTTP/1.1 200 OK\r\nKeep-Alive: 5\r\nProxy-Authenticate: x\r\nX-Named: 1\r\nConnection: X-Named\r\nX-Kept: 1\r\n" +
        "Upgrade: h2c\r\nTrailer: X\r\nContent-Length: 0\r\n\r\n",
    );
    const { port } = await startService({ members: membersOf(instance) });

    const { rawHeaders } = await fetchFrom(port, "/");

    expect(rawHeaders.filter((_, index) => index % 2 === 0)).toEqual([
      "X-Kept",
      "Content-Length",
      "Date",
      "Connection",
    ]);
  });

  describe("fields of responses, of whatever kind", () => {
    const NAMED =
      "Connection: X-Named, X-Real-IP, Keep_Alive, Date\r\nX-Named: 1\r\nX-Real-IP: 1\r\nKeep_Alive: 1\r\nDate: 1\r\n";
    const HINTS = `HTTP/1.1 103 Early Hints\r\n${NAMED}Link: </a>\r\n\r\n`;
    const SERVED = `HTTP/1.1 200 OK\r\n${NAMED}Content-Length: 2\r\n\r\nok`;

    test("what Connection names is removed from 103 (Early Hints), as from the last response", async () => {
      const { port } = await startService({ members: membersOf(await startRecorder(HINTS + SERVED)) });

      const text = await sendRaw(port, `${GET}Connection: close\r\n\r\n`);

      expect(text.replace(/^Date: .* GMT\r$/m, "Date: now\r")).toBe(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: now\r\nConnection: close\r\n\r\nok",
      );
    });

    test("so it is for clients of HTTP/2", async () => {
      const { port } = await startService({ members: membersOf(await startRecorder(HINTS + SERVED)) });
      const stream = openHttp2(port).request({ ":path": "/" });
      const hints: IncomingHttpHeaders[] = [];
      stream.on("headers", (fields) => hints.push(fields));

      const { headers } = await replyOn(stream);

      expect(hints.map((fields) => Object.entries(fields))).toEqual([
        [
          [":status", 103],
          ["link", "</a>"],
        ],
      ]);
      expect(Object.keys(headers)).toEqual([":status", "content-length", "date"]);
    });

    test("and from 101, but for the protocol that is changed to", async () => {
      const changing = NAMED.replace("Connection: ", "Connection: Upgrade, ");
      const answer = `HTTP/1.1 101 Switching Protocols\r\n${changing}Upgrade: websocket\r\nX-Kept: 1\r\n\r\n`;
      const { port } = await startService({ members: membersOf(await startRecorder(answer)) });
      const client = await RawClient.open(port);

      client.send(`${GET}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);

      expect(await client.until(/\r\n\r\n/)).toBe(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Kept: 1\r\n\r\n",
      );
    });
  });

  test("Upgrade is sent on where the request asks for it in full, and never to HTTP/2", async () => {
    const upgrade = async (fields: string) => {
      const instance = await startRecorder();
      const { port } = await startService({ members: membersOf(instance) });
      await statusesOf(port, `${GET}${fields}\r\n`);
      return lastHead(instance.received);
    };

    expect(await upgrade("Connection: close, Upgrade\r\nUpgrade: websocket\r\n")).toContain(
      "Connection: Upgrade\r\nUpgrade: websocket\r\n",
    );
    expect(await upgrade("Connection: close\r\nUpgrade: websocket\r\n")).not.toContain("Upgrade:");
    expect(await upgrade("Connection: close, Upgrade\r\nUpgrade: h2c\r\n")).not.toContain("Upgrade:");
    for (const list of [
      "Upgrade: h2c, foo/2",
      "Upgrade: foo/2,\tH2C",
      "Upgrade: h2c\r\nUpgrade: foo/2\r\nUpgrade: h2c",
    ]) {
      expect(await upgrade(`Connection: close, Upgrade\r\n${list}\r\n`)).toContain("\r\nUpgrade: foo/2\r\n");
    }
  });

  test("TE: trailers alone is sent on", async () => {
    expect(await sentOn("TE: gzip, trailers\r\n")).toContain("TE: trailers\r\nConnection: TE\r\n");
    expect(await sentOn("TE: gzip\r\n")).not.toMatch(/^TE:/m);
  });

  const claims =
    "X-Forwarded-For: 10.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop\r\nX-Forwarded-Port: 443\r\n" +
    "X-Real-IP: 10.9.9.9\r\nForwarded: for=10.9.9.9\r\nX_Forwarded_For: 10.9.9.9\r\n";

  test("X-Forwarded fields and Forwarded are replaced, whoever sends them", async () => {
    const head = await sentOn(claims);

    expect(head).toContain("X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\n");
    expect(head).not.toMatch(/10\.9\.9\.9|shop|443|^Forwarded/m);
  });

  test("trustedProxies: from listed networks they are passed on and added to", async () => {
    const head = await sentOn(claims, { trustedProxies: ["127.0.0.0/8"] });

    expect(head).toContain(
      "X-Forwarded-For: 10.9.9.9, 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop\r\nX-Forwarded-Port: 443\r\n",
    );
    expect(head).toContain("Forwarded: for=10.9.9.9, for=127.0.0.1\r\n");
    expect(await sentOn(claims, { trustedProxies: ["192.0.2.0/24"] })).not.toContain("10.9.9.9");
  });

  test("more fields or larger ones than allowed are 431, a longer request line 414", async () => {
    const { port } = await startService({ members: membersOf(await startEcho()) });
    const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: a\r\n`).join("");

    expect(await statusesOf(port, `${GET}${many(100)}\r\n`)).toEqual([431]);
    expect(await statusesOf(port, `${GET}X: ${"a".repeat(33_000)}\r\n\r\n`)).toEqual([431]);
    expect(await statusesOf(port, `${GET}X: ${"a".repeat(33_000)}`)).toEqual([431]);
    expect(await statusesOf(port, `GET /${"a".repeat(8192)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toEqual([414]);
    expect(await statusesOf(port, `GET /${"a".repeat(40_000)}`)).toEqual([414]);
    expect(await statusesOf(port, `GET /${"a".repeat(8191)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toEqual(
      [200],
    );
  });

  test("underscores: names that hold one are kept, dropped or refused; those that pass for the proxy's own never get by", async () => {
    const fields = "X_User: 1\r\nX_Forwarded_For: 10.9.9.9\r\nContent_Length: 5\r\nTransfer_Encoding: chunked\r\n";

    const kept = await sentOn(fields);
    expect(kept).toContain("X_User: 1\r\n");
    expect(kept).not.toMatch(/10\.9\.9\.9|Content_Length|Transfer_Encoding/);
    expect(await sentOn(fields, { underscores: "Drop" })).not.toContain("_");
    expect(await sentOn(fields, { underscores: "Refuse" })).toBe("400");
    expect(await sentOn("X-User: 1\r\n", { underscores: "Refuse" })).toContain("X-User: 1\r\n");
  });

  test("fields that a filter makes are checked before they are sent", async () => {
    const instance = await startInstance((_request, response) => response.end());
    const { port, records } = await startEngine({}, membersOf(instance), {
      filters: [{ type: "ResponseHeaderModifier", set: [{ name: "X", value: "a\r\nSet-Cookie: b" }] }],
    });
    const client = await RawClient.open(port);

    client.send(`${GET}\r\n`);

    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 502 /);
    expect(client.text).not.toContain("Set-Cookie");
    expect(records).toMatchObject([{ status: 502 }]);
  });
});
