import { ENHANCE_YOUR_CALM, PROTOCOL_ERROR, STREAM_CLOSED } from "../wire/error-code";
import { RST_STREAM } from "../wire/frame";
import { ClosedStreams } from "./closed-streams";
import { LeakyBucket } from "./leaky-bucket";
import type { MessageStream } from "./message-stream";
import { SendingConnection } from "./sending-connection";

/** Frames that do no work: so many at once, and so many a second. */
const PATIENCE = 1000;
const PATIENCE_RATE = 33;
/** What a frame that does work makes up for. */
const RELIEF = 4;

/** The streams of a connection of HTTP/2, and the ends that they and it can come to. */
export abstract class StreamTable<Stream extends MessageStream> extends SendingConnection {
  protected readonly streams = new Map<number, Stream>();
  protected readonly closedStreams = new ClosedStreams();
  private readonly noise = new LeakyBucket(PATIENCE, PATIENCE_RATE);

  /** Whether a stream of this number has not been opened yet. */
  protected abstract isIdle(stream: number): boolean;
  /** A stream is gone. */
  protected abstract streamGone(): void;
  /** The last stream that was served, to be named at the end. */
  protected abstract get lastServed(): number;
  /** What the other end did has ended the connection. */
  protected abstract failed(code: number, reason: string): void;

  /** A stream came to nothing for what the other end did. */
  protected abstract disrupted(): void;
  /** Nothing more is to be read. */
  protected abstract stopReading(): void;

  /** Ends a stream by force. The other end may not have learned of it when it sends more. */
  reset(stream: MessageStream, code: number): void {
    if (stream.closed) return;
    if (!this.over) this.output.number(RST_STREAM, stream.id, code);
    if (!stream.remoteEnded) this.closedStreams.reset(stream.id, "us");
    this.remove(stream);
  }

  /** Refuses a stream that has not become one. */
  protected refuse(stream: number, endStream: boolean, code: number): void {
    this.output.number(RST_STREAM, stream, code);
    if (!endStream) this.closedStreams.reset(stream, "us");
    this.disrupted();
  }

  /** A stream has ended both ways, or was reset. */
  remove(stream: MessageStream): void {
    this.streams.delete(stream.id);
    this.waiting.delete(stream);
    stream.detach();
    this.streamGone();
  }

  /** Work was done that the other end has asked for. */
  protected relieve(): void {
    this.noise.relieve(RELIEF);
  }

  /** Ends the connection for what the other end did. */
  protected fail(code: number, reason: string): void {
    if (this.over) return;
    this.goaway(this.lastServed, code);
    this.finish();
    this.failed(code, reason);
    this.breakStreams(reason, code);
  }

  /** Sends what is left, and no more after it. */
  protected finish(): void {
    if (this.over) return;
    this.flush();
    this.over = true;
    this.stopReading();
    this.setStuck(false);
    this.socket.end();
  }

  /** The connection is gone. */
  protected gone(reason: string, code: number): void {
    this.over = true;
    this.stopReading();
    this.output.drop();
    this.breakStreams(reason, code);
  }

  private breakStreams(reason: string, code: number): void {
    for (const stream of [...this.streams.values()]) {
      this.remove(stream);
      stream.broken(reason, code);
    }
  }

  /** A frame that does no work. */
  protected disturbed(): void {
    if (this.noise.add()) this.fail(ENHANCE_YOUR_CALM, "too many frames that do no work");
  }

  /** Ends a stream for what the other end did. */
  protected streamFault(stream: MessageStream, code: number, reason: string): void {
    this.reset(stream, code);
    stream.broken(reason, code);
    this.disrupted();
  }

  /**
   * A frame for a stream that its sender has ended, or that is none any more.
   *
   * @param bytes of data in it
   */
  protected late(id: number, stream: MessageStream | undefined, bytes = 0): void {
    if (stream !== undefined) {
      this.streamFault(stream, STREAM_CLOSED, "more came after the stream's end");
      return;
    }
    if (this.isIdle(id)) {
      this.fail(PROTOCOL_ERROR, "a frame of a stream that was not opened");
      return;
    }
    const resetter = this.closedStreams.resetBy(id);
    if (resetter === "us") {
      // It had not learned of it yet. Data that was on its way is none of what does no work.
      if (bytes === 0) this.disturbed();
    } else if (resetter === "peer") {
      this.output.number(RST_STREAM, id, STREAM_CLOSED);
      this.disturbed();
    } else if (this.closedStreams.wasSkipped(id))
      this.fail(PROTOCOL_ERROR, "the number of a stream is below one before");
    else this.fail(STREAM_CLOSED, "a frame of a stream that has ended");
  }
}
