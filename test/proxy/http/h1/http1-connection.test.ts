import type { Instance } from "../../../../lib/proxy/engine";
import { Http1Connection } from "../../../../lib/proxy/http/h1/upstream/http1-connection";
import type { ResponseListener } from "../../../../lib/proxy/http/h1/upstream/response-listener";
import { DEFAULT_LIMITS } from "../../../../lib/proxy/http/limits";
import { TimerWheel } from "../../../../lib/proxy/time";
import { Gate } from "../../support/conditions";
import { startRawInstance } from "../../support/instances";

test("an upgraded connection to an instance that takes nothing more is closed in the end", async () => {
  const { address, port } = await startRawInstance((socket) => {
    socket.once("data", () => {
      socket.pause();
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    });
  });
  const instance: Instance = { id: "instance", address, port, active: 1, onRetired() {} };
  const limits = { ...DEFAULT_LIMITS, instanceIdle: 40 };
  const [upgraded, closed] = [new Gate(), new Gate()];
  const keeper = { becameSpare() {}, closed() {} };
  const connection = new Http1Connection(instance, limits, new TimerWheel(), keeper);
  const listener: Partial<ResponseListener> = {
    connected: () => {
      connection.sendHead("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      connection.flush();
    },
    upgraded: () => upgraded.open(),
    paused() {},
    closed: () => closed.open(),
  };
  connection.use(listener as ResponseListener, "GET", performance.now(), 0);
  await upgraded.opened;

  const much = Buffer.alloc(32 * 1024 * 1024);
  connection.sendBody(much, 0, much.length, false);
  connection.dropSoon();

  await closed.opened;
});
