import { membersOf, startEcho, startService } from "../../support/proxies";
import { echoOver, fetchOver, openHttp2 } from "./client";

describe("HTTP/2 by prior knowledge", () => {
  test("a request reaches the service as one of HTTP/1.1, and its answer the client", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const seen = await echoOver(openHttp2(port), "/users/7?q=1&q=2", {
      method: "POST",
      headers: { ":authority": "shop.example.com", "x-custom": "one", cookie: ["a=1", "b=2"] },
      body: "hello",
    });

    expect(seen).toMatchObject({
      method: "POST",
      path: "/users/7?q=1&q=2",
      host: "shop.example.com",
      headers: {
        "x-custom": "one",
        cookie: "a=1; b=2",
        "transfer-encoding": "chunked",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-host": "shop.example.com",
        "x-forwarded-port": String(port),
      },
      body: "hello",
    });
    expect(seen.headers).not.toHaveProperty("te");
  });

  test("requests go on one connection at one time", async () => {
    const echo = await startEcho();
    const { port, records } = await startService({ members: membersOf(echo) });
    const session = openHttp2(port);

    const replies = await Promise.all(Array.from({ length: 40 }, (_, index) => echoOver(session, `/${index}`)));

    expect(replies.map(({ path }) => path)).toEqual(Array.from({ length: 40 }, (_, index) => `/${index}`));
    expect(records).toHaveLength(40);
    expect(new Set(records.map(({ status, reason }) => `${status} ${reason}`))).toEqual(new Set(["200 undefined"]));
  });

  test("an answer of the proxy's own needs no body frame where it has none", async () => {
    const { port } = await startService({ members: [] });

    expect(await fetchOver(openHttp2(port), "/", { method: "HEAD" })).toMatchObject({ status: 503, headAlone: true });
  });
});
