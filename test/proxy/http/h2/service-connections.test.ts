import type { Instance } from "../../../../lib/proxy/engine";
import type { ResponseListener } from "../../../../lib/proxy/http/h1/upstream/response-listener";
import { ServiceConnections } from "../../../../lib/proxy/http/h2/upstream/service-connections";
import { DEFAULT_LIMITS } from "../../../../lib/proxy/http/limits";
import { TimerWheel } from "../../../../lib/proxy/time";
import { Gate } from "../../support/conditions";
import { startRawInstance } from "../../support/instances";
import { DATA, FrameClient, frame, HEADERS, SETTINGS } from "./frames";

test("nothing of a request is sent on a connection that takes none any more once it stands", async () => {
  const accepted = new Gate<FrameClient>();
  const { address, port } = await startRawInstance((socket) => accepted.open(FrameClient.accept(socket, [])));
  const instance: Instance = { id: "instance", address, port, active: 1, http2: true, onRetired() {} };
  const connections = new ServiceConnections(DEFAULT_LIMITS, new TimerWheel(), () => {});
  const failed = new Gate<string>();
  const stream = connections.open(instance, { closed() {} });
  const listener: Partial<ResponseListener> = {
    connected: () => {
      const body = Buffer.from("body");
      stream.sendHead("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", undefined);
      stream.sendBody(body, 0, body.length, false);
      stream.endRequest(false, "");
    },
    failed: (kind) => failed.open(kind),
  };
  stream.use(listener as ResponseListener, "POST", performance.now(), 0);
  const server = await accepted.opened;
  await server.first(SETTINGS);

  connections.retire(instance);
  server.send(frame(SETTINGS, 0, 0));

  expect(await failed.opened).toBe("unsent");
  await server.whenClosed();
  expect(server.frames.filter(({ type }) => type === HEADERS || type === DATA)).toEqual([]);
});
