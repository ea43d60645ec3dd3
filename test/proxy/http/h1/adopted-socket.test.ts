import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { adoptSocket } from "../../../../lib/proxy/http/h1/adopted-socket";
import { afterTest } from "../../support/cleanup";
import { eventually } from "../../support/conditions";

/** A connection that was accepted, and its other end. */
async function accepted(): Promise<{
  readonly socket: Socket;
  readonly client: Socket;
  readonly count: () => Promise<number>;
}> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [socket] = (await once(server, "connection")) as [Socket];
  afterTest(() => {
    client.destroy();
    server.close();
  });
  const count = () => new Promise<number>((resolve) => server.getConnections((_error, open) => resolve(open)));
  return { socket, client, count };
}

describe.each([
  { what: "around the handle that was accepted", withHandle: true },
  { what: "where there is no handle to be had", withHandle: false },
])("a connection that is adopted, $what", ({ withHandle }) => {
  async function adopted() {
    const { socket, client, count } = await accepted();
    const received: string[] = [];
    // A stand-in for a version of Node that keeps its handles elsewhere.
    const view = withHandle ? socket : new Proxy(socket, { get: (target, key) => hidden(target, key) });
    const own = adoptSocket(view, (buffer, length) => received.push(buffer.toString("latin1", 0, length)));
    afterTest(() => own.destroy());
    return { own, client, received, count };
  }

  test("receives, sends, and ends half by half", async () => {
    const { own, client, received } = await adopted();
    const ended = once(own, "end");
    let reply = "";
    client.on("data", (data) => {
      reply += data;
    });

    client.end("hello");
    await ended;
    own.end("and back");
    await once(client, "close");

    expect(received.join("")).toBe("hello");
    expect(reply).toBe("and back");
    expect(own.remoteAddress ?? "127.0.0.1").toBe("127.0.0.1");
  });

  test("stops reading while it is paused", async () => {
    const { own, client, received } = await adopted();
    client.write("one");
    await eventually(() => received.join("") === "one");

    own.pause();
    client.write("two");
    await new Promise((resolve) => setImmediate(resolve));
    expect(received.join("")).toBe("one");
    own.resume();

    await eventually(() => received.join("") === "onetwo");
  });
});

function hidden(socket: Socket, key: string | symbol): unknown {
  if (key === "_handle") return undefined;
  const value: unknown = Reflect.get(socket, key, socket);
  return typeof value === "function" ? value.bind(socket) : value;
}
