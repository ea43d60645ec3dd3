import { capturedLog } from "./support/captured-log";
import { fetchFrom } from "./support/clients";
import { eventually } from "./support/conditions";
import { membersOf, startEcho, startRoutes, startService } from "./support/proxies";

describe("the log", () => {
  test("has one line for each request: who answered, what, and how long it took", async () => {
    const echo = await startEcho();
    const { log, lines } = capturedLog();
    const { port } = await startService({ members: membersOf(echo) }, {}, { log });

    await fetchFrom(port, "/users?token=s3cret", { headers: { host: "shop.example.com" } });

    const requests = () => lines.filter(({ msg }) => msg === "request");
    await eventually(() => requests().length > 0);
    expect(requests()).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        msg: "request",
        listener: "edge/http",
        router: "main",
        route: "all",
        service: "service",
        instance: `127.0.0.1:${echo.port}`,
        method: "GET",
        host: "shop.example.com",
        path: "/users",
        status: 200,
        sourceAddress: "127.0.0.1",
        tries: 1,
        ms: expect.any(Number),
      },
    ]);
  });

  test("holds no bodies, queries, cookies or credentials", async () => {
    const echo = await startEcho();
    const { log, lines } = capturedLog();
    const { port } = await startService({ members: membersOf(echo) }, {}, { log });

    await fetchFrom(port, "/?q=s3cret", {
      method: "POST",
      headers: { authorization: "Bearer s3cret", cookie: "session=s3cret" },
      body: "s3cret",
    });

    await eventually(() => lines.some(({ msg }) => msg === "request"));
    expect(JSON.stringify(lines)).not.toContain("s3cret");
  });

  test("says when an instance falls ill", async () => {
    const { log, lines } = capturedLog();
    await startRoutes(
      [],
      [
        {
          name: "service",
          members: [{ address: "127.0.0.1", port: 1 }],
          healthCheck: { type: "TCP", interval: "20ms", timeout: "20ms" },
        },
      ],
      { log },
    );

    await eventually(() => lines.some(({ msg }) => msg === "instance is unhealthy"));
    expect(lines.find(({ msg }) => msg === "instance is unhealthy")).toMatchObject({
      level: "warn",
      service: "service",
      instance: "127.0.0.1:1",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("onRequest may throw without harm", async () => {
    const echo = await startEcho();
    const { log, lines } = capturedLog();
    const onRequest = () => {
      throw new Error("not my day");
    };
    const { port } = await startService({ members: membersOf(echo) }, {}, { log, onRequest });

    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect((await fetchFrom(port, "/")).status).toBe(200);
    await eventually(() => lines.some(({ error }) => error === "not my day"));
  });
});
