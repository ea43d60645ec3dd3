import type { Socket } from "node:net";

/** Bodies up to this size leave in one piece with their head, as text: that costs less than a second system call. */
const AS_TEXT = 4096;
/** Node writes text of up to this size without memory of its own. */
const TEXT_AT_ONCE = 16 * 1024;
/** Bytes that wait for a slow reader before its writer is held back; above the 16 KiB after which `drain` is emitted. */
const HIGH_WATER = 64 * 1024;

/**
 * Writes messages to a socket, gathering what is small. Text is Latin-1, a byte a character: heads are such text, and
 * so is any body if it must.
 */
export class SocketWriter {
  private pending = "";

  constructor(private readonly socket: Socket) {}

  /** Whether what was written waits for its reader. */
  get congested(): boolean {
    return this.socket.writableLength >= HIGH_WATER;
  }

  /** Whether everything is on its way. */
  get flushed(): boolean {
    return this.pending === "" && this.socket.writableLength === 0;
  }

  /** Calls back once what was written is on its way, or the socket is gone. */
  whenFlushed(callback: () => void): void {
    this.socket.write("", callback);
  }

  text(text: string): void {
    this.pending += text;
  }

  /** @param lent whether the buffer will be used for something else after the call */
  bytes(buffer: Buffer, start: number, end: number, lent: boolean): void {
    const length = end - start;
    if (length <= AS_TEXT) {
      this.pending += buffer.toString("latin1", start, end);
      if (this.pending.length > TEXT_AT_ONCE - AS_TEXT) this.flush();
    } else if (lent) {
      this.copied(buffer, start, end);
    } else {
      this.flush();
      this.socket.write(buffer.subarray(start, end));
    }
  }

  flush(): void {
    if (this.pending === "") return;
    const { pending } = this;
    this.pending = "";
    this.socket.write(pending, "latin1");
  }

  /** What waits and the bytes, in one new buffer and one system call. */
  private copied(buffer: Buffer, start: number, end: number): void {
    const { pending } = this;
    const together = Buffer.allocUnsafeSlow(pending.length + end - start);
    if (pending !== "") {
      together.write(pending, 0, "latin1");
      this.pending = "";
    }
    buffer.copy(together, pending.length, start, end);
    this.socket.write(together);
  }
}
