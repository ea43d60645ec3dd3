import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { readLent } from "../../../../lib/proxy/http/h1/lent-reads";
import { readBuffer } from "../../../../lib/proxy/http/h1/read-buffer";
import { shopCertificate } from "../../../support/certificates";
import { afterTest } from "../../support/cleanup";
import { eventually } from "../../support/conditions";

const plain = () => createServer({ pauseOnConnect: true, allowHalfOpen: true });
const secure = () =>
  createTlsServer({
    cert: readFileSync(shopCertificate.certFile),
    key: readFileSync(shopCertificate.keyFile),
    allowHalfOpen: true,
  });

const KINDS = [
  { what: "without TLS", server: plain, event: "connection", join: connect, withHandle: true },
  {
    what: "over TLS",
    server: secure,
    event: "secureConnection",
    join: (port: number, host: string) => connectTls({ port, host, rejectUnauthorized: false }),
    withHandle: true,
  },
  { what: "where Node has no such handle", server: plain, event: "connection", join: connect, withHandle: false },
];

describe.each(KINDS)("an accepted connection, $what", ({ server: make, event, join, withHandle }) => {
  async function accepted() {
    const server: Server = make();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = join((server.address() as AddressInfo).port, "127.0.0.1");
    const [socket] = (await once(server, event)) as [Socket];
    afterTest(() => {
      client.destroy();
      socket.destroy();
      server.close();
    });
    const received: string[] = [];
    const buffers = new Set<Buffer>();
    const own = withHandle ? socket : new Proxy(socket, { get: withoutHandle });
    readLent(own, (buffer, length) => {
      buffers.add(buffer);
      received.push(buffer.toString("latin1", 0, length));
    });
    return { socket, client, received, buffers };
  }

  test(withHandle ? "is read into the memory that all share" : "is read into memory of its own", async () => {
    const { client, received, buffers } = await accepted();
    client.write("hello");
    await eventually(() => received.join("") === "hello");
    expect(buffers.has(readBuffer)).toBe(withHandle);
  });

  test("receives, sends, and ends half by half", async () => {
    const { socket, client, received } = await accepted();
    const ended = once(socket, "end");
    let reply = "";
    client.on("data", (data) => {
      reply += data;
    });

    client.end("hello");
    await ended;
    socket.end("and back");
    await once(client, "close");

    expect(received.join("")).toBe("hello");
    expect(reply).toBe("and back");
  });

  test("stops reading while it is paused", async () => {
    const { socket, client, received } = await accepted();
    client.write("one");
    await eventually(() => received.join("") === "one");

    socket.pause();
    client.write("two");
    await new Promise((resolve) => setImmediate(resolve));
    expect(received.join("")).toBe("one");
    socket.resume();

    await eventually(() => received.join("") === "onetwo");
  });
});

/** A stand-in for a version of Node that keeps its handles elsewhere. */
function withoutHandle(socket: Socket, key: string | symbol): unknown {
  if (key === "_handle") return undefined;
  const value: unknown = Reflect.get(socket, key, socket);
  return typeof value === "function" ? value.bind(socket) : value;
}
