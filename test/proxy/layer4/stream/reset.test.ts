import { once } from "node:events";
import type { Socket } from "node:net";
import { reset } from "../../../../lib/proxy/layer4/stream/reset";
import { startInstance } from "../support/instances";
import { connectTo, receive } from "../support/streams";

async function pair(): Promise<[client: Socket, server: Socket]> {
  const instance = await startInstance();
  const connected = instance.next();
  return [await connectTo(instance.port), await connected];
}

test("the peer sees that it was cut", async () => {
  const [client, server] = await pair();
  const received = receive(server);
  reset(client);
  expect(await received).toMatchObject({ reset: true });
});

test("what still waits to be sent does not delay it", async () => {
  const [client, server] = await pair();
  client.write(Buffer.alloc(64 * 1024 * 1024));
  reset(client);
  await once(client, "close");
  expect(await receive(server)).toMatchObject({ reset: true });
});

// At that moment the system refuses a reset.
test("a socket whose end was just sent is closed all the same", async () => {
  const [client] = await pair();
  client.end();
  reset(client);
  await once(client, "close");
});
