import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns";
import { isIP } from "node:net";
import type { Instance } from "../../engine";
import { canTake } from "./send-queue";

/** Datagrams that wait until the address is known; further ones are dropped. */
const WAITING = 16;

/** Faults of a datagram or of the moment, after which the next datagram may well pass. */
const PASSING_FAULTS: ReadonlySet<string | undefined> = new Set(["EMSGSIZE", "EAGAIN", "ENOBUFS", "ENOMEM"]);

/** Faults that tell of the instance; the first is an ICMP answer that nothing listens there. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"]);

/** Told what comes from an instance. */
interface UpstreamListener {
  onDatagram(datagram: Buffer): void;
  /** Nothing can be sent any more. `refused`: because of the instance. */
  onBroken(reason: string, refused: boolean): void;
}

/** A UDP socket that is connected to one instance, so that it gets that one's datagrams and refusals alone. */
export class UpstreamSocket {
  private socket: Socket | undefined;
  private waiting: Buffer[] | undefined = [];
  private closed = false;

  constructor(
    instance: Instance,
    private readonly listener: UpstreamListener,
  ) {
    const { address, port } = instance;
    const family = isIP(address);
    if (family !== 0) {
      this.connect(address, port, family);
      return;
    }
    lookup(address, (error, resolved, resolvedFamily) => {
      if (error) this.onFault(error);
      else this.connect(resolved, port, resolvedFamily);
    });
  }

  send(datagram: Buffer): void {
    if (this.waiting !== undefined) {
      if (this.waiting.length < WAITING) this.waiting.push(datagram);
    } else if (this.socket !== undefined && canTake(this.socket)) {
      this.socket.send(datagram, this.onSent);
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.waiting = [];
    this.socket?.close();
    this.socket = undefined;
  }

  private connect(address: string, port: number, family: number): void {
    if (this.closed) return;
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    this.socket = socket;
    socket.on("error", (error) => this.onFault(error));
    socket.on("message", (datagram) => this.listener.onDatagram(datagram));
    socket.connect(port, address, () => this.onConnected());
  }

  private onConnected(): void {
    if (this.closed) return;
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const datagram of waiting) this.send(datagram);
  }

  private readonly onSent = (error: Error | null): void => {
    if (error !== null) this.onFault(error);
  };

  private onFault(error: NodeJS.ErrnoException): void {
    if (this.closed || PASSING_FAULTS.has(error.code)) return;
    this.close();
    this.listener.onBroken(error.message, REFUSALS.has(error.code));
  }
}
