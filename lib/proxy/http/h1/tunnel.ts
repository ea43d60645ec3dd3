import type { Timer } from "../../time";
import type { ByteStream } from "./byte-stream";
import type { SocketWriter } from "./socket-writer";
import type { UpstreamConnection } from "./upstream/upstream-connection";

/** What a tunnel needs of the client's connection. */
export interface TunnelClient {
  readonly socket: ByteStream;
  readonly writer: SocketWriter;
  readonly timer: Timer;
}

/**
 * An upgraded connection: what one side sends the other gets, no faster than it takes it; the end of one side ends the
 * other's sending half.
 */
export class Tunnel {
  constructor(
    private readonly client: TunnelClient,
    private readonly upstream: UpstreamConnection,
    private readonly idle: number,
  ) {
    this.moved();
  }

  /** Whether more of what the client sends can be taken. */
  get takesMore(): boolean {
    return !this.upstream.writer.congested;
  }

  fromClient(bytes: Buffer, start: number, end: number): void {
    this.moved();
    this.upstream.writer.bytes(bytes, start, end, true);
    this.upstream.writer.flush();
  }

  fromInstance(buffer: Buffer, start: number, end: number): void {
    this.moved();
    const { writer } = this.client;
    writer.bytes(buffer, start, end, true);
    writer.flush();
    if (writer.congested) this.upstream.hold();
  }

  /** The client takes more. */
  clientDrained(): void {
    this.moved();
    this.upstream.release();
  }

  clientEnded(): void {
    this.upstream.endSending();
  }

  /** The instance has nothing more to send: what it sent before still arrives. */
  instanceEnded(): void {
    this.client.socket.end();
  }

  private moved(): void {
    this.client.timer.set(performance.now() + this.idle);
  }
}
