import type { Instance } from "../../../../lib/proxy/engine";
import type { ResponseListener } from "../../../../lib/proxy/http/h1/upstream/response-listener";
import { ServiceConnections } from "../../../../lib/proxy/http/h2/upstream/service-connections";
import { DEFAULT_LIMITS } from "../../../../lib/proxy/http/limits";
import { TimerWheel } from "../../../../lib/proxy/time";
import { afterTest } from "../../support/cleanup";
import { Gate } from "../../support/conditions";
import { startRawInstance } from "../../support/instances";
import { DATA, END_STREAM, FrameClient, frame, HEADERS, SETTINGS } from "./frames";
import { head } from "./frames-instance";

const HEAD = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n";

/** An instance that does not say by itself how it takes requests, and what requests are sent to it by. */
async function startConnections() {
  const accepted = new Gate<FrameClient>();
  const { address, port } = await startRawInstance((socket) => accepted.open(FrameClient.accept(socket, [])));
  const instance: Instance = { id: "instance", address, port, active: 1, http2: true, onRetired() {} };
  const connections = new ServiceConnections(DEFAULT_LIMITS, new TimerWheel(), () => {});
  afterTest(() => connections.close());
  /** Sends a request with this head, and says what becomes of it. */
  const send = (text: string): Promise<string> => {
    const end = new Gate<string>();
    const stream = connections.open(instance, { closed() {} });
    const connected = (): void => {
      stream.sendHead(text, undefined);
      stream.sendBody(Buffer.from("body"), 0, 4, false);
      stream.endRequest(false, "");
    };
    const told = { connected, answered() {}, paused() {}, failed: end.open, ended: () => end.open("ended") };
    stream.use(told as Partial<ResponseListener> as ResponseListener, "POST", performance.now(), 0);
    return end.opened;
  };
  return { instance, connections, send, accepted: accepted.opened };
}

test("a connection that takes no requests any more once it stands has them go elsewhere, bodies and all", async () => {
  const { instance, connections, accepted } = await startConnections();
  const failed = new Gate<string>();
  const connected = jest.fn();
  const stream = connections.open(instance, { closed() {} });
  const told: Partial<ResponseListener> = { connected, failed: failed.open };
  stream.use(told as ResponseListener, "POST", performance.now(), 0);
  const server = await accepted;
  await server.first(SETTINGS);

  connections.retire(instance);
  server.send(frame(SETTINGS, 0, 0));

  expect(await failed.opened).toBe("unsent");
  // Its body would be read, and be lost to whom it goes to instead.
  expect(connected).not.toHaveBeenCalled();
  await server.whenClosed();
});

test("of a request whose head cannot be sent nothing is, and others on its connection are served", async () => {
  const { send, accepted } = await startConnections();
  const replies = [send("no head"), send(HEAD)];
  const server = await accepted;
  await server.first(SETTINGS);

  server.send(frame(SETTINGS, 0, 0));
  await server.first(DATA);
  server.send(head(1, END_STREAM));

  expect(await Promise.all(replies)).toEqual(["broken", "ended"]);
  const sent = server.frames.filter(({ type }) => type === HEADERS || type === DATA);
  expect(sent.map(({ type, stream }) => [type, stream])).toEqual([
    [HEADERS, 1],
    [DATA, 1],
  ]);
});
