import { fetchFrom, RawClient, sendRaw } from "../../support/clients";
import { startFiltered } from "./support";

const LIMIT = [{ type: "MaxBodySize", bytes: 10 }] as const;

function counting() {
  const bodies: string[] = [];
  return {
    bodies,
    handler(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        bodies.push(body);
        response.end("served");
      });
    },
  };
}

test.each([
  ["none", undefined, 200],
  ["just as long", "0123456789", 200],
  ["a byte more", "0123456789a", 413],
])("a body that announces its length: %s", async (_, body, status) => {
  const { bodies, handler } = counting();
  const { port, seen } = await startFiltered(LIMIT, handler);

  const reply = await fetchFrom(port, "/", body === undefined ? {} : { method: "POST", body });

  expect(reply.status).toBe(status);
  expect(seen).toHaveLength(status === 200 ? 1 : 0);
  expect(bodies).toEqual(status === 200 ? [body ?? ""] : []);
});

test("a length that is said twice counts as it does once", async () => {
  const { port, seen } = await startFiltered(LIMIT);

  const text = await sendRaw(
    port,
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nContent-Length: 11\r\n\r\n0123456789a",
  );

  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(seen).toEqual([]);
});

describe("a body of chunks", () => {
  test("just as long passes", async () => {
    const { bodies, handler } = counting();
    const { port } = await startFiltered(LIMIT, handler);
    const client = await RawClient.open(port);

    client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n",
    );

    await client.until(/served/);
    expect(bodies).toEqual(["0123456789"]);
  });

  test("is cut off where it becomes too long, and the service never gets it whole", async () => {
    const { bodies, handler } = counting();
    const { port, records } = await startFiltered(LIMIT, handler);
    const client = await RawClient.open(port);

    client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n",
    );

    expect(await client.closed()).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
    expect(bodies).toEqual([]);
    expect(records).toMatchObject([{ status: 413, reason: "the body is too long" }]);
  });
});
