import type { Timer } from "../../time";
import type { HttpLimits } from "../limits";
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
 * other's sending half. That side may go on, but has nobody to be silent for: nearly always the first has gone away.
 */
export class Tunnel {
  /** One of both sends nothing more. */
  halfEnded = false;

  constructor(
    private readonly client: TunnelClient,
    private readonly upstream: UpstreamConnection,
    private readonly limits: Pick<HttpLimits, "tunnelIdle" | "halfOpen" | "clientIdle">,
  ) {
    this.moved();
  }

  /** Whether more of what the client sends can be taken. */
  get takesMore(): boolean {
    return !this.upstream.writer.congested;
  }

  fromClient(bytes: Buffer, start: number, end: number): void {
    this.upstream.writer.bytes(bytes, start, end, true);
    this.upstream.writer.flush();
    this.moved();
  }

  fromInstance(buffer: Buffer, start: number, end: number): void {
    const { writer } = this.client;
    writer.bytes(buffer, start, end, true);
    writer.flush();
    this.moved();
    if (writer.congested) this.upstream.hold();
  }

  /** The client takes more. */
  clientDrained(): void {
    this.moved();
    this.upstream.release();
  }

  clientEnded(): void {
    this.upstream.endSending();
    this.halfEnds();
  }

  /** The instance has nothing more to send: what it sent before still arrives. */
  instanceEnded(): void {
    this.client.socket.end();
    this.halfEnds();
  }

  /** The instance neither sends nor takes anything more. */
  instanceGone(): void {
    this.client.socket.destroySoon();
    this.halfEnds();
  }

  private halfEnds(): void {
    this.halfEnded = true;
    this.moved();
  }

  private moved(): void {
    this.client.timer.set(performance.now() + (this.halfEnded ? this.lastIdle : this.limits.tunnelIdle));
  }

  /** What was sent before has its time to arrive. */
  private get lastIdle(): number {
    const { halfOpen, clientIdle } = this.limits;
    return this.upstream.writer.flushed && this.client.writer.flushed ? halfOpen : clientIdle;
  }
}
