import type { Socket } from "node:net";
import { Deadline, type TimerWheel } from "../time";
import { readHeader } from "./read-header";

/** Told how a connection begins; one of the two is called at most once, none where it breaks before. */
export interface HeaderGateListener {
  /** @param client `undefined` where the peer speaks for itself */
  onHeader(client: string | undefined): void;
  /** @param reason `undefined` where the peer has closed without a word */
  onRefused(reason: string | undefined): void;
}

/**
 * Reads a connection until its PROXY header is whole, and leaves it paused. What came behind the header goes back to the
 * socket, for whoever reads it next.
 */
export class HeaderGate {
  private readonly deadline: Deadline;
  private bytes: Buffer | undefined;

  constructor(
    private readonly socket: Socket,
    wheel: TimerWheel,
    milliseconds: number,
    private readonly listener: HeaderGateListener,
  ) {
    this.deadline = new Deadline(wheel, milliseconds, () => this.refuse(`it did not come within ${milliseconds} ms`));
    // Closing comes after it, and the next reader may have no such listener yet.
    socket.on("error", () => {});
    socket.on("data", this.onData).on("end", this.onEnd).on("close", this.onClose);
    socket.resume();
  }

  private readonly onData = (chunk: Buffer): void => {
    // The size of a header is bounded, and peers that may send one are known: to copy it again for each piece is cheap.
    this.bytes = this.bytes === undefined ? chunk : Buffer.concat([this.bytes, chunk]);
    const result = readHeader(this.bytes);
    if (result === undefined) return;
    if ("fault" in result) {
      this.refuse(result.fault);
      return;
    }
    this.stop();
    const rest = this.bytes.subarray(result.length);
    if (rest.length > 0) this.socket.unshift(rest);
    this.listener.onHeader(result.client);
  };

  private readonly onEnd = (): void => {
    this.stop();
    this.listener.onRefused(this.bytes === undefined ? undefined : "the peer closed within it");
  };

  private readonly onClose = (): void => this.stop();

  private refuse(reason: string): void {
    this.stop();
    this.listener.onRefused(reason);
  }

  private stop(): void {
    this.deadline.cancel();
    this.socket.pause();
    this.socket.off("data", this.onData).off("end", this.onEnd).off("close", this.onClose);
  }
}
