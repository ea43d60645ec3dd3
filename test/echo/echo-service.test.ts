import { EchoService } from "../../lib/echo";
import { afterTest } from "../proxy/support/cleanup";
import { fetchFrom } from "../proxy/support/clients";

test("any request is answered with what arrived, and who answered", async () => {
  const echo = await EchoService.start({ service: "users", instance: "users-1" });
  afterTest(() => echo.close());

  const reply = await fetchFrom(echo.port, "/a/b?c=d", {
    method: "PATCH",
    headers: { host: "shop.example.com", "X-Custom": "Value", connection: "close" },
    body: "hello ✓",
  });

  expect(reply).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
  expect(JSON.parse(reply.body)).toEqual({
    service: "users",
    instance: "users-1",
    method: "PATCH",
    path: "/a/b?c=d",
    host: "shop.example.com",
    headers: {
      host: "shop.example.com",
      "x-custom": "Value",
      connection: "close",
      "content-length": "9",
    },
    body: "hello ✓",
  });
});

test("an instance is named after its service and port where nothing else is said", async () => {
  const echo = await EchoService.start({ service: "users" });
  afterTest(() => echo.close());

  expect(echo.instance).toBe(`users-${echo.port}`);
});

test("a port that is taken is an error", async () => {
  const echo = await EchoService.start({ service: "users" });
  afterTest(() => echo.close());

  await expect(EchoService.start({ service: "users", port: echo.port })).rejects.toThrow("EADDRINUSE");
});

test("a very long body is cut short, and still answered", async () => {
  const echo = await EchoService.start({ service: "users" });
  afterTest(() => echo.close());

  const reply = await fetchFrom(echo.port, "/", { method: "POST", body: "x".repeat(3 * 1024 * 1024) });

  expect(reply.status).toBe(200);
  expect((JSON.parse(reply.body) as { body: string }).body.length).toBeLessThanOrEqual(1024 * 1024);
});
