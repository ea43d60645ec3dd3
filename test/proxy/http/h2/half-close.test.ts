import { once } from "node:events";
import { afterTest } from "../../support/cleanup";
import { eventually, Gate } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance, startRawInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { DATA, END_HEADERS, FrameClient, fields, frame, GET, HEADERS, POST } from "./frames";

/** An instance that answers once it is let, and says when it was asked. */
async function startGated() {
  const [asked, gate] = [new Gate(), new Gate()];
  const instance = await startInstance(async (request, response) => {
    request.resume();
    asked.open();
    await gate.opened;
    response.end("late");
  });
  afterTest(() => gate.open());
  return { members: membersOf(instance), asked, gate };
}

describe("a client whose connection of HTTP/2 has ended its half", () => {
  test("gets its answer", async () => {
    const { members, asked, gate } = await startGated();
    const { port, records } = await startEngine({}, members);
    const client = await FrameClient.open(port);

    client.request(1, GET);
    client.socket.end();
    await asked.opened;
    gate.open();

    await client.whenClosed();
    expect(client.frames.filter(({ type }) => type === DATA).map(({ payload }) => `${payload}`)).toEqual(["late"]);
    expect(records).toMatchObject([{ status: 200, reason: undefined }]);
  });

  test("is not waited for long, since nearly all have gone away", async () => {
    const { members } = await startGated();
    const { port, records } = await startEngine({ halfOpen: 40 }, members);
    const client = await FrameClient.open(port);

    client.request(1, GET);
    client.socket.end();

    await client.whenClosed();
    expect(records).toMatchObject([{ status: 0, reason: "the client went away" }]);
  });

  test("has broken off what it was sending", async () => {
    const { members, asked } = await startGated();
    const { port, records } = await startEngine({}, members);
    const client = await FrameClient.open(port);
    client.send(frame(HEADERS, END_HEADERS, 1, fields(POST)), frame(DATA, 0, 1, Buffer.from("half")));
    await asked.opened;

    client.socket.end();

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ status: 0, reason: "the client went away within its request" }]);
    await client.whenClosed();
  });

  test("has ended its side of its WebSockets, once what it sent has arrived", async () => {
    const ended = new Gate<string>();
    const instance = await startRawInstance(async (socket) => {
      await once(socket, "data");
      let heard = "";
      socket.on("data", (bytes) => {
        heard += bytes;
      });
      socket.on("end", () => ended.open(heard));
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    });
    const { port } = await startEngine({}, [instance]);
    const client = await FrameClient.open(port);
    const request = [...GET.slice(1), [":method", "CONNECT"], [":protocol", "websocket"]] as typeof GET;
    client.send(frame(HEADERS, END_HEADERS, 1, fields(request)), frame(DATA, 0, 1, Buffer.from("the last")));

    client.socket.end();

    expect(await ended.opened).toBe("the last");
  });
});
