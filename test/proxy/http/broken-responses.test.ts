import type { Socket } from "node:net";
import { RawClient } from "../support/clients";
import { startEngine } from "../support/engines";
import { startRawInstance } from "../support/instances";
import { membersOf, startService } from "../support/proxies";

const OLD_GET = "GET / HTTP/1.0\r\nHost: a\r\n\r\n";
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/** An instance that begins a chunked response, and goes on as the test has it. */
function startBeginning(goOn: (socket: Socket) => void = () => {}) {
  return startRawInstance((socket) => {
    socket.once("data", () => socket.write(`${CHUNKED}4\r\nhalf\r\n`, "latin1", () => goOn(socket)));
  });
}

/** How a client's connection ends, and what came before. */
async function endOf(client: RawClient): Promise<{ readonly code: string | undefined; readonly text: string }> {
  let code: string | undefined;
  client.socket.on("error", (error: NodeJS.ErrnoException) => {
    code = error.code;
  });
  const text = await client.closed();
  return { code, text };
}

/** What is broken off, to a client of HTTP/1.0: nothing but the connection's end says that it was all. */
const BROKEN = { code: "ECONNRESET", text: expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhalf$/) };

describe("a response that only the connection's end tells to be whole", () => {
  test("ends in order where it is", async () => {
    const instance = await startBeginning((socket) => socket.write("0\r\n\r\n"));
    const { port } = await startEngine({}, membersOf(instance));
    const client = await RawClient.open(port);

    client.send(OLD_GET);

    expect(await endOf(client)).toEqual({ ...BROKEN, code: undefined });
  });

  test.each<[string, (socket: Socket) => void]>([
    ["its instance goes away", (socket) => socket.end()],
    ["its instance sends what is no chunk", (socket) => socket.write("what?\r\n")],
    ["its instance falls silent", () => {}],
  ])("is reset where %s", async (_why, goOn) => {
    const client = { current: undefined as RawClient | undefined };
    // The client has read what came before, so that a reset takes nothing away from it.
    const instance = await startBeginning((socket) => void client.current?.until(/half$/).then(() => goOn(socket)));
    const { port } = await startEngine({ clientIdle: 40, instanceIdle: 80 }, membersOf(instance));
    client.current = await RawClient.open(port);

    client.current.send(OLD_GET);

    expect(await endOf(client.current)).toEqual(BROKEN);
  });

  test("is reset where it has not ended within the grace of a drain", async () => {
    const instance = await startBeginning();
    const { port, proxy } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);
    client.send(OLD_GET);
    await client.until(/half$/);

    const closed = proxy.close({ graceMs: 20 });

    expect(await endOf(client)).toEqual(BROKEN);
    await closed;
  });
});
