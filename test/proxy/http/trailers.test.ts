import type { Filter, RequestPolicy } from "../../../lib/topology";
import { RawClient } from "../support/clients";
import { eventually } from "../support/conditions";
import { startEngine } from "../support/engines";
import { answering, startRawInstance } from "../support/instances";

/** What an instance receives after the body, where a client has sent these lines. */
async function receivedAfter(lines: string, filters: readonly Filter[] = [], policy: RequestPolicy = {}) {
  let received = "";
  const instance = await startRawInstance((socket) => {
    socket.on("data", (data) => {
      received += data.toString("latin1");
      if (received.endsWith("\r\n\r\n")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
    });
  });
  const { port } = await startEngine({}, [instance], { filters: [...filters] }, policy);
  const client = await RawClient.open(port);
  client.send(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n${lines}\r\n`);
  await client.until(/done$/);
  return eventually(() => /\r\n0\r\n([\s\S]*)\r\n$/.exec(received)?.[1]);
}

describe("trailer fields of a request", () => {
  test("are sent on, but for those that say what had to be known before the body", async () => {
    expect(
      await receivedAfter(
        "X-Sum: 1\r\nAuthorization: x\r\ncookie: a=b\r\nContent-Type: a/b\r\nRange: bytes=0-1\r\nX-More: 2\r\n",
      ),
    ).toBe("X-Sum: 1\r\nX-More: 2\r\n");
  });

  test.each<[NonNullable<RequestPolicy["underscores"]>, string]>([
    ["Keep", "X_Sum: 1\r\nX-More: 2\r\n"],
    ["Drop", "X-More: 2\r\n"],
    ["Refuse", "X-More: 2\r\n"],
  ])("with underscores go by the listener's setting: %s", async (underscores, expected) => {
    expect(await receivedAfter("X_Sum: 1\r\nX-More: 2\r\n", [], { underscores })).toBe(expected);
  });

  test("do not get by filters that change the request's fields", async () => {
    const filters: Filter[] = [{ type: "RequestHeaderModifier", remove: ["x-user"] }];

    expect(await receivedAfter("X-User: admin\r\n", filters)).toBe("");
  });
});

test("trailer fields of a response set no cookies", async () => {
  const trailing =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nSet-Cookie: a=b\r\nX-Sum: 1\r\n\r\n";
  const instance = await startRawInstance(answering(trailing));
  const { port } = await startEngine({}, [instance]);
  const client = await RawClient.open(port);

  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

  expect(await client.until(/\r\n0\r\n[\s\S]*\r\n\r\n$/)).toMatch(/\r\n0\r\nX-Sum: 1\r\n\r\n$/);
});
