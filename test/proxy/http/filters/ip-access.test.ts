import { once } from "node:events";
import { connect } from "node:net";
import { fetchFrom } from "../../support/clients";
import { startFiltered } from "./support";

describe("who may come in by address", () => {
  test.each([
    ["allowed", { allow: ["127.0.0.0/8"] }, 200],
    ["not among the allowed", { allow: ["10.0.0.0/8", "::1/128"] }, 403],
    ["denied", { deny: ["127.0.0.1/32"] }, 403],
    ["not among the denied", { deny: ["10.0.0.0/8"] }, 200],
    ["both allowed and denied", { allow: ["127.0.0.0/8"], deny: ["127.0.0.1/32"] }, 403],
    ["neither", { allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"] }, 403],
  ])("%s", async (_, ranges, status) => {
    const { port, seen } = await startFiltered([{ type: "IPAccess", ...ranges }]);

    // What a client says about itself counts for nothing.
    const reply = await fetchFrom(port, "/", { headers: { "x-forwarded-for": "10.2.0.1" } });

    expect(reply.status).toBe(status);
    expect(seen).toHaveLength(status === 200 ? 1 : 0);
  });

  test("a client that resets its connection at once has no address any more, and does not pass for it", async () => {
    const { port, seen } = await startFiltered([{ type: "IPAccess", deny: ["127.0.0.2/32"] }]);
    const clients = Array.from({ length: 50 }, () => connect({ host: "127.0.0.1", port, localAddress: "127.0.0.2" }));

    await Promise.all(
      clients.map(async (client) => {
        await once(client, "connect");
        client.write("GET /delete HTTP/1.1\r\nHost: a\r\n\r\n", () => client.resetAndDestroy());
        await once(client, "close");
      }),
    );

    // Connections are taken in the order of their coming.
    await fetchFrom(port, "/last");
    expect(seen).toHaveLength(1);
  });
});
