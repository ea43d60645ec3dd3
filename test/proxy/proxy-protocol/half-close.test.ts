import { RawClient } from "../support/clients";
import { textHeader } from "./headers";
import { startListeners } from "./listeners";

const LINE_AND_HOST = "POST / HTTP/1.1\r\nHost: a\r\n";

describe("a client that ends its half right behind its request gets the answer, where a header came before", () => {
  test.each([
    ["with a body of a length", `${LINE_AND_HOST}Content-Length: 5\r\n\r\nhello`, "hello"],
    ["with a body in chunks", `${LINE_AND_HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`, "hello"],
    ["with chunks, and none in them", `${LINE_AND_HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, ""],
  ])("%s", async (_what, request, body) => {
    const { http } = await startListeners();
    const client = await RawClient.open(http);
    client.socket.end(`${textHeader("192.0.2.1")}${request}`);

    const answer = await client.closed();

    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(`"body":"${body}"`);
  });

  test("but not to one that it has not sent in full", async () => {
    const { http, records } = await startListeners();
    const client = await RawClient.open(http);
    client.socket.end(`${textHeader("192.0.2.1")}${LINE_AND_HOST}Content-Length: 6\r\n\r\nhello`);

    expect(await client.closed()).not.toMatch(/^HTTP\/1\.1 200 /);
    expect(records.map(({ status, reason }) => [status, reason])).toEqual([
      [0, "the client went away within its request"],
    ]);
  });
});
