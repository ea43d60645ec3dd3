import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { reset } from "./reset";

/** Bytes that wait for a slow reader before its writer is paused. */
const HIGH_WATER = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/** How two spliced connections ended: by their own ends, or by one of them breaking. */
export type SpliceEnd = "closed" | "client reset" | "instance reset";

/** Told what happens on a splice. */
interface SpliceListener {
  /** Bytes moved, or began to move again. */
  onActivity(): void;
  /** Both connections are closed. */
  onClosed(end: SpliceEnd): void;
}

/**
 * Two connections joined into one: bytes are copied both ways no faster than they are taken, an end of one direction is
 * passed on while the other goes on, and so is a reset. Both sockets must allow half-open connections.
 */
export class Splice {
  private readonly up: Direction;
  private readonly down: Direction;
  private open = 2;
  private end: SpliceEnd = "closed";

  constructor(
    private readonly client: Socket,
    private readonly instance: Socket,
    private readonly listener: SpliceListener,
  ) {
    const onActivity = () => listener.onActivity();
    this.up = new Direction(client, instance, onActivity);
    this.down = new Direction(instance, client, onActivity);
  }

  get bytesFromClient(): number {
    return this.up.bytes;
  }

  get bytesToClient(): number {
    return this.down.bytes;
  }

  /** @param head bytes that were read from the client already */
  start(head?: Buffer): void {
    this.watch(this.client, this.instance, this.up, "client reset");
    this.watch(this.instance, this.client, this.down, "instance reset");
    this.up.start(head);
    this.down.start();
  }

  /** @param sent the direction from `socket` to `peer` */
  private watch(socket: Socket, peer: Socket, sent: Direction, broken: SpliceEnd): void {
    // Closing comes after it.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.open -= 1;
      if (this.open === 0) {
        this.listener.onClosed(this.end);
      } else if (sent.complete) {
        // All that it had to send is on its way; what it was still to be told has nowhere to go.
        peer.destroySoon();
      } else {
        this.end = broken;
        reset(peer);
      }
    });
  }
}

/** One direction of a splice. */
class Direction {
  bytes = 0;
  /** Whether the source has ended, and the sink was told. */
  complete = false;
  private held = false;

  constructor(
    private readonly source: Socket,
    private readonly sink: Socket,
    private readonly onActivity: () => void,
  ) {}

  start(head?: Buffer): void {
    const { source, sink } = this;
    source.on("data", (chunk: Buffer) => this.pass(chunk));
    sink.on("drain", () => this.release());
    source.on("end", () => this.probeEnd());
    if (head !== undefined) this.pass(head);
    if (!this.held) source.resume();
  }

  private pass(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.onActivity();
    this.sink.write(chunk);
    // Most writes are taken by the kernel at once and leave nothing, whatever write() says.
    if (this.sink.writableLength < HIGH_WATER) return;
    this.held = true;
    this.source.pause();
  }

  private release(): void {
    this.onActivity();
    if (!this.held) return;
    this.held = false;
    this.source.resume();
  }

  /**
   * A reset that comes together with the last bytes is reported as an end. An empty write tells them apart: after a
   * reset it fails; with EPIPE where the end had come first.
   */
  private probeEnd(): void {
    const { source } = this;
    if (source.writableEnded || source instanceof TLSSocket) {
      this.passEnd();
      return;
    }
    source.write(NOTHING, (error?: NodeJS.ErrnoException | null) => {
      if (!error || error.code === "EPIPE") this.passEnd();
    });
  }

  private passEnd(): void {
    this.complete = true;
    this.sink.end();
  }
}
