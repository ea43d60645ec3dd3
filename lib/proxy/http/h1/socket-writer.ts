import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ClientWriter } from "./exchange-client";
import { READ_SIZE } from "./read-buffer";

/** Bodies up to this size leave in one piece with their head, as text: that costs less than a second system call. */
const AS_TEXT = 4096;
/** Node writes text of up to this size without memory of its own. */
const TEXT_AT_ONCE = 16 * 1024;
/** Bytes that wait for a slow reader before its writer is held back; above the 16 KiB after which `drain` is emitted. */
const HIGH_WATER = 64 * 1024;
/** A full read, with a head before it. */
const SCRATCH_SIZE = READ_SIZE + TEXT_AT_ONCE;

/**
 * Where what is lent is put together with the text before it. Nearly always the system takes all of it within the call,
 * and the memory is free again; where it does not, the socket keeps it, and there is new memory for the next. TLS encrypts
 * it within the call, into memory of its own. To allocate each time would cost several times what the copy does.
 */
let scratch = Buffer.allocUnsafeSlow(SCRATCH_SIZE);

/**
 * Writes messages to a socket, gathering what is small. Text is Latin-1, a byte a character: heads are such text, and
 * so is any body if it must.
 */
export class SocketWriter implements ClientWriter {
  private pending = "";

  /** Whether what is written is encrypted within the call, and not looked at again, even where it then waits. */
  private readonly encrypts: boolean;
  /** Not where an empty write may wait before the next. */
  private usesScratch = true;

  constructor(private readonly socket: Socket) {
    this.encrypts = socket instanceof TLSSocket;
  }

  /** Whether what was written waits for its reader. */
  get congested(): boolean {
    return this.socket.writableLength >= HIGH_WATER;
  }

  /** Whether what is written next is encrypted within the call: nothing waits before it. */
  private get encryptsNow(): boolean {
    return this.encrypts && this.usesScratch && this.socket.writableLength === 0;
  }

  /** Whether everything is on its way. */
  get flushed(): boolean {
    return this.pending === "" && this.socket.writableLength === 0;
  }

  /** Calls back once what was written is on its way, or the socket is gone. */
  whenFlushed(callback: () => void): void {
    // What is written behind an empty write waits, though the socket's count of bytes does not say so.
    this.usesScratch = false;
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
    } else if (lent && !(this.pending === "" && this.encryptsNow)) {
      this.copied(buffer, start, end);
    } else {
      this.flush();
      this.socket.write(buffer.subarray(start, end));
    }
  }

  flush(): void {
    if (this.pending === "") return;
    const { pending, socket } = this;
    this.pending = "";
    if (this.encryptsNow && pending.length <= SCRATCH_SIZE) {
      // Encrypting text would first take memory for it.
      socket.write(scratch.subarray(0, scratch.write(pending, 0, "latin1")));
    } else {
      socket.write(pending, "latin1");
    }
  }

  /** What waits and the bytes, in one system call. */
  private copied(buffer: Buffer, start: number, end: number): void {
    const { pending, socket } = this;
    this.pending = "";
    const length = pending.length + end - start;
    const reused = this.usesScratch && length <= SCRATCH_SIZE && socket.writableLength === 0;
    const together = reused ? scratch : Buffer.allocUnsafeSlow(length);
    if (pending !== "") together.write(pending, 0, "latin1");
    buffer.copy(together, pending.length, start, end);
    socket.write(reused ? together.subarray(0, length) : together);
    if (reused && !this.encrypts && socket.writableLength > 0) scratch = Buffer.allocUnsafeSlow(SCRATCH_SIZE);
  }
}
