import type { Timer } from "../../time";
import type { HttpLimits } from "../limits";
import type { ClientWriter } from "./exchange-client";
import type { UpstreamConnection } from "./upstream/upstream-connection";

/** What a tunnel needs of the client's connection. */
interface TunnelClient {
  readonly writer: ClientWriter;
  readonly timer: Timer;
  /** Ends what is sent to it. */
  endSending(): void;
  /** Ends it once what was written is on its way. */
  closeSoon(): void;
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
    return !this.upstream.congested;
  }

  fromClient(bytes: Buffer, start: number, end: number): void {
    this.upstream.sendBody(bytes, start, end, false);
    this.upstream.flush();
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
    this.client.endSending();
    this.halfEnds();
  }

  /** The instance neither sends nor takes anything more. */
  instanceGone(): void {
    this.client.closeSoon();
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
    return this.upstream.flushed && this.client.writer.flushed ? halfOpen : clientIdle;
  }
}
