import { askAnew, bytesOf } from "../../../bench/l7/load/new-connection";
import { readHeader } from "../../../lib/proxy/proxy-protocol/read-header";
import { startRawInstance } from "../../proxy/support/instances";

const LOAD = { method: "GET", path: "/30b" } as const;

test("a connection with a PROXY header is one without, and a header in front that the proxy reads", () => {
  const plain = bytesOf(LOAD, false);
  const announced = bytesOf(LOAD, true);

  expect(plain.toString()).toMatch(/^GET \/30b HTTP\/1\.1\r\n[\s\S]*Connection: close\r\n\r\n$/);
  expect(readHeader(announced)).toEqual({ client: "192.0.2.1", length: announced.length - plain.length });
  expect(announced.subarray(-plain.length)).toEqual(plain);
});

test.each([
  ["an answer", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", { status: 200, size: 5 }],
  ["a refusal", "HTTP/1.1 400 Bad Request\r\n\r\n", { status: 400, size: 0 }],
  ["nothing", "", { status: 0, size: 0 }],
  ["half a head", "HTTP/1.1 200 OK\r\nContent-Le", { status: 200, size: 0 }],
])("%s, up to the end of the connection", async (_what, sent, answer) => {
  const seen: string[] = [];
  const { port } = await startRawInstance((socket) => {
    socket.on("data", (bytes) => {
      seen.push(String(bytes));
      socket.end(sent);
    });
  });

  expect(await askAnew(port, Buffer.from("request"))).toEqual(answer);
  expect(seen).toEqual(["request"]);
});

test("a connection that breaks is no answer", async () => {
  const { port } = await startRawInstance((socket) => void socket.on("data", () => socket.resetAndDestroy()));

  await expect(askAnew(port, Buffer.from("request"))).rejects.toThrow();
});
