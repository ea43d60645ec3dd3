import { echoFrom, fetchFrom } from "../support/clients";
import { membersOf, startEcho, startService } from "../support/proxies";

describe("forwarding", () => {
  test("a request reaches the service as it was sent, and its answer the client", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const seen = await echoFrom(port, "/users/7?q=1&q=2", {
      method: "POST",
      headers: { host: "shop.example.com", "x-custom": "one" },
      body: "hello",
    });

    expect(seen).toMatchObject({
      service: "service",
      method: "POST",
      path: "/users/7?q=1&q=2",
      host: "shop.example.com",
      headers: { "x-custom": "one", "content-length": "5" },
      body: "hello",
    });
  });

  test("no route: 404", async () => {
    const echo = await startEcho();
    const { port } = await startService(
      { members: membersOf(echo) },
      { matches: [{ path: { type: "Exact", value: "/a" } }] },
    );

    expect(await fetchFrom(port, "/b")).toMatchObject({ status: 404, body: "no route fits this request\n" });
  });
});

describe("the peer's address", () => {
  test("is what source ranges are compared with, whatever X-Forwarded-For says", async () => {
    const echo = await startEcho();
    const matches = [{ sourceRanges: ["127.0.0.2/32"] }];
    const { port } = await startService({ members: membersOf(echo) }, { matches });
    const headers = { "x-forwarded-for": "127.0.0.2" };

    expect((await fetchFrom(port, "/", { localAddress: "127.0.0.2" })).status).toBe(200);
    expect((await fetchFrom(port, "/", { headers })).status).toBe(404);
  });

  test("is told to the service", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    expect((await echoFrom(port, "/", { localAddress: "127.0.0.3" })).headers).toMatchObject({
      "x-forwarded-for": "127.0.0.3",
    });
  });
});
