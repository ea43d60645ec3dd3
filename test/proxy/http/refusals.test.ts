import { sendRaw } from "../support/clients";
import { startEngine } from "../support/engines";

const SECRET = "correct-horse-battery-staple";

describe("what is said of a request that is refused", () => {
  test.each([
    [
      "a password before an absolute target's host",
      `GET http://me:${SECRET}@shop.example.com/a?b HTTP/1.1\r\nHost: a`,
      "/a",
    ],
    ["of a scheme that is not spoken", `GET ftp://me:${SECRET}@shop.example.com HTTP/1.1\r\nHost: a`, "/"],
    [
      "before the host of a tunnel",
      `CONNECT me:${SECRET}@shop.example.com:443 HTTP/1.1\r\nHost: a`,
      "shop.example.com:443",
    ],
    ["a query", `GET /a?${SECRET} HTTP/1.1\r\nHost: a b`, "/a"],
    ["a fragment", `GET /a#${SECRET} HTTP/1.1\r\nHost: a`, "/a"],
  ])("never holds %s", async (_, head, path) => {
    const { port, records } = await startEngine({}, []);

    const answer = await sendRaw(port, `${head}\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|501) /);
    expect(answer).not.toContain(SECRET);
    expect(records).toMatchObject([{ path }]);
    expect(JSON.stringify(records.map(({ listener: _listener, ...record }) => record))).not.toContain(SECRET);
  });

  const LONG = "long-".repeat(2000);
  test.each([
    ["method", `${LONG} / HTTP/1.1\r\nHost: a`],
    ["Host", `GET / HTTP/1.1\r\nHost: ${LONG}!`],
    ["target that begins wrongly", `GET ${LONG.slice(0, 8000)} HTTP/1.1\r\nHost: a`],
  ])("is short, however long its %s is", async (_, head) => {
    const { port, records } = await startEngine({}, []);

    const answer = await sendRaw(port, `${head}\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|501) /);
    expect(answer.length).toBeLessThan(400);
    expect(records[0]?.method.length).toBeLessThan(50);
    expect(records[0]?.reason?.length).toBeLessThan(150);
  });
});
