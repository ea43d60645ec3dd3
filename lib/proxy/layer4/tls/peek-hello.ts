import type { Socket } from "node:net";
import { readOpening } from "../../connections";
import type { TimerWheel } from "../../time";
import type { Layer4Limits } from "../limits";
import { type ClientHello, ClientHelloReader } from "./client-hello";

/** Told what a client began with; one of the two is called at most once, none where the client goes away before. */
interface HelloListener {
  /** @param bytes all that was read so far, the hello and what came with it */
  onHello(hello: ClientHello, bytes: Buffer): void;
  onRefused(reason: string): void;
}

/** Reads a client's first bytes until its ClientHello is whole, within a size and a time, and leaves it paused. */
export function peekHello(
  client: Socket,
  wheel: TimerWheel,
  { clientHelloSize, handshakeTimeout }: Layer4Limits,
  listener: HelloListener,
): void {
  const reader = new ClientHelloReader(clientHelloSize);
  readOpening(client, wheel, handshakeTimeout, {
    take: (bytes) => reader.push(bytes),
    onRead: (result) => {
      if ("fault" in result) listener.onRefused(`not a ClientHello: ${result.fault}`);
      else listener.onHello(result, reader.bytes);
    },
    onEnded: () => listener.onRefused("the client closed within its ClientHello"),
    onLate: () => listener.onRefused(`no ClientHello within ${handshakeTimeout} ms`),
  });
}
