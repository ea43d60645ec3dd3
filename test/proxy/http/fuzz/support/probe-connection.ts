import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { MessageConnection } from "../../../../../lib/proxy/http/h2/connection/message-connection";
import { MessageStream } from "../../../../../lib/proxy/http/h2/connection/message-stream";
import { Settings } from "../../../../../lib/proxy/http/h2/wire/settings";

/** What every stream is answered with, once it has ended: more than the first window. */
const ANSWER = Buffer.alloc(70_000, "a");
const WINDOW = 1000;

class ProbeStream extends MessageStream {
  constructor(
    private readonly probe: ProbeConnection,
    id: number,
  ) {
    super(probe, id, WINDOW);
  }

  received(buffer: Buffer, start: number, end: number): void {
    this.probe.events.push(`${this.id} data ${buffer.toString("hex", start, end)}`);
    this.giveBack(end - start);
  }

  ended(): void {
    this.probe.events.push(`${this.id} ended`);
    const { encoder } = this.probe;
    encoder.begin();
    encoder.field(":status", "200");
    this.sendFields(false);
    this.sendData(ANSWER, 0, ANSWER.length);
    this.sendEnd();
    if (this.flushed) this.done();
    else this.whenFlushed(() => this.done());
  }

  broken(reason: string, code: number): void {
    this.probe.events.push(`${this.id} broken ${code} ${reason}`);
  }

  protected drained(): void {
    this.probe.events.push(`${this.id} drained`);
  }

  protected encodeTrailers(): boolean {
    return false;
  }

  private done(): void {
    if (!this.closed) this.probe.remove(this);
  }
}

/** A connection that notes what it is told, on a socket that takes everything at once. */
export class ProbeConnection extends MessageConnection<ProbeStream> {
  readonly events: string[] = [];
  private lastStream = 0;

  constructor(private readonly wire: Wire) {
    super(wire as unknown as Socket, new Settings(false), 1024 * 1024, 4096);
    this.greet({});
  }

  /** @returns all that it has sent */
  receive(pieces: readonly Buffer[]): Buffer {
    for (const piece of pieces) {
      const lent = Buffer.from(piece);
      this.read(lent, 0, lent.length);
      lent.fill(0xff);
    }
    this.flush();
    return Buffer.concat(this.wire.sent);
  }

  /** Streams that are open. */
  get open(): number {
    return this.streams.size;
  }

  /** The connection is closed. */
  close(): void {
    this.gone("closed", 0);
  }

  protected isIdle(stream: number): boolean {
    return stream % 2 === 0 || stream > this.lastStream;
  }

  protected fieldsReceived(id: number, endStream: boolean, block: Buffer, start: number, end: number): void {
    const names: string[] = [];
    const fault = this.decoder.decode(block, start, end, (name, value) => void names.push(`${name}=${value}`));
    this.events.push(`${id} fields ${names.join(" ")} ${fault ?? ""}`);
    const known = this.streams.get(id);
    if (fault !== undefined) {
      this.fail(9, fault);
    } else if (known !== undefined && !known.remoteEnded) {
      if (endStream) this.endRemote(known);
      else this.streamFault(known, 1, "no end");
    } else if (known !== undefined || id <= this.lastStream || id % 2 === 0) {
      this.late(id, known);
    } else {
      this.lastStream = id;
      const stream = new ProbeStream(this, id);
      this.streams.set(id, stream);
      if (endStream) this.endRemote(stream);
    }
  }

  protected get lastServed(): number {
    return this.lastStream;
  }

  protected settingsReceived(): void {}

  protected goawayReceived(lastStream: number): void {
    this.events.push(`goaway ${lastStream}`);
  }

  protected pingAnswered(): void {
    this.events.push("ping answered");
  }

  protected failed(code: number, reason: string): void {
    this.events.push(`failed ${code} ${reason}`);
  }

  protected streamGone(): void {}
  protected disrupted(): void {}
  protected stuckChanged(): void {}
}

/** Stands for a socket. What is written is gone at once, as if the network were as fast as it can be. */
export class Wire extends Duplex {
  readonly sent: Buffer[] = [];

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.sent.push(Buffer.from(bytes));
    done();
  }
}
