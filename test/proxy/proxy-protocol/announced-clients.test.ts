import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { AnnouncedClients } from "../../../lib/proxy/proxy-protocol/announced-clients";

function socketOf(remotePort: number, localAddress = "127.0.0.1"): Socket {
  const ends = { remoteAddress: "10.0.0.1", remotePort, localAddress };
  return Object.assign(new EventEmitter(), ends) as unknown as Socket;
}

test("a client is known by either socket of its connection, and forgotten when that is closed", () => {
  const clients = new AnnouncedClients();
  const [raw, secure] = [socketOf(1), socketOf(1)];
  clients.set(raw, "192.0.2.1");

  expect([clients.of(raw), clients.of(secure)]).toEqual(["192.0.2.1", "192.0.2.1"]);
  expect([clients.of(socketOf(2)), clients.of(socketOf(1, "127.0.0.2"))]).toEqual([undefined, undefined]);

  raw.emit("close");

  expect(clients.of(secure)).toBeUndefined();
});

test("the end of a connection is not that of the next one between the same ends", () => {
  const clients = new AnnouncedClients();
  const [first, second] = [socketOf(1), socketOf(1)];
  clients.set(first, "192.0.2.1");
  clients.set(second, "192.0.2.2");

  first.emit("close");

  expect(clients.of(second)).toBe("192.0.2.2");
});
