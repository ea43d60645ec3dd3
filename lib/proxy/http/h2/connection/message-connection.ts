import type { Socket } from "node:net";
import { HpackDecoder } from "../hpack";
import { ENHANCE_YOUR_CALM, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR } from "../wire/error-code";
import {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FRAME_SIZE,
  GOAWAY,
  HEADERS,
  LARGEST_WINDOW,
  PADDED,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
  WITH_PRIORITY,
} from "../wire/frame";
import { FrameReader, type FrameTaker } from "../wire/frame-reader";
import { SETTING, type Settings } from "../wire/settings";
import { FieldBlock } from "./field-block";
import type { MessageStream } from "./message-stream";
import { StreamTable } from "./stream-table";

/** Entries of one frame of settings. */
const MOST_SETTINGS = 32;
const HEADER_TABLE = 4096;

/** A connection of HTTP/2 (RFC 9113): frames, windows and streams, the same for both its ends. */
export abstract class MessageConnection<Stream extends MessageStream>
  extends StreamTable<Stream>
  implements FrameTaker
{
  protected readonly decoder = new HpackDecoder(HEADER_TABLE);
  /** The other end has sent its settings. */
  protected settled = false;

  private readonly reader = new FrameReader(this, FRAME_SIZE);
  private readonly block: FieldBlock;

  /**
   * @param window bytes that the other end may send before they are taken, on all streams together
   * @param largestBlock bytes that the fields of a message may have as they come
   */
  constructor(socket: Socket, peer: Settings, window: number, largestBlock: number) {
    super(socket, peer, window);
    this.block = new FieldBlock(largestBlock);
  }

  /** A block of fields has come. It must be decoded, whatever becomes of it. */
  protected abstract fieldsReceived(
    stream: number,
    endStream: boolean,
    block: Buffer,
    start: number,
    end: number,
  ): void;
  /** The other end has said what it is like. */
  protected abstract settingsReceived(): void;
  protected abstract goawayReceived(lastStream: number): void;
  protected abstract pingAnswered(): void;
  protected stopReading(): void {
    this.reader.stop();
  }

  protected read(buffer: Buffer, start: number, end: number): void {
    this.reader.read(buffer, start, end);
  }

  oversized(): void {
    this.fail(FRAME_SIZE_ERROR, "a frame is larger than allowed");
  }

  frame(type: number, flags: number, stream: number, payload: Buffer, start: number, end: number): void {
    if (this.over) return;
    if (!this.settled && (type !== SETTINGS || (flags & ACK) !== 0)) {
      this.fail(PROTOCOL_ERROR, "the first frame is not one of settings");
    } else if (this.block.stream !== 0) {
      this.continuation(type, flags, stream, payload, start, end);
    } else {
      this.dispatch(type, flags, stream, payload, start, end);
    }
  }

  private dispatch(type: number, flags: number, stream: number, payload: Buffer, start: number, end: number): void {
    switch (type) {
      case DATA:
        this.data(flags, stream, payload, start, end);
        break;
      case HEADERS:
        this.headers(flags, stream, payload, start, end);
        break;
      case PRIORITY:
        this.priority(stream, payload, start, end);
        break;
      case RST_STREAM:
        this.resetReceived(stream, payload, start, end);
        break;
      case SETTINGS:
        this.settings(flags, stream, payload, start, end);
        break;
      case PUSH_PROMISE:
        this.fail(PROTOCOL_ERROR, "a push that was not asked for");
        break;
      case PING:
        this.pingReceived(flags, stream, payload, start, end);
        break;
      case GOAWAY:
        if (stream !== 0) this.fail(PROTOCOL_ERROR, "GOAWAY on a stream");
        else if (end - start < 8) this.fail(FRAME_SIZE_ERROR, "GOAWAY is too short");
        else this.goawayReceived(payload.readUInt32BE(start) & LARGEST_WINDOW);
        break;
      case WINDOW_UPDATE:
        this.windowUpdate(stream, payload, start, end);
        break;
      case CONTINUATION:
        this.fail(PROTOCOL_ERROR, "CONTINUATION without a beginning");
        break;
      default:
        this.disturbed();
    }
  }

  private data(flags: number, id: number, payload: Buffer, start: number, end: number): void {
    if (id === 0) {
      this.fail(PROTOCOL_ERROR, "data on no stream");
      return;
    }
    const length = end - start;
    this.receiveWindow -= length;
    if (this.receiveWindow < 0) {
      this.fail(FLOW_CONTROL_ERROR, "more data than the connection's window");
      return;
    }
    this.narrowed();
    const padding = paddingOf(flags, payload, start, end);
    if (padding < 0) {
      this.fail(PROTOCOL_ERROR, "a frame has more padding than bytes");
      return;
    }
    const stream = this.streams.get(id);
    if (stream === undefined || stream.remoteEnded) {
      this.release(length);
      this.late(id, stream, length - padding);
      return;
    }
    if (!stream.charge(length)) {
      this.release(length);
      this.streamFault(stream, FLOW_CONTROL_ERROR, "more data than the stream's window");
      return;
    }
    if (padding > 0) stream.giveBack(padding);
    const first = (flags & PADDED) === 0 ? start : start + 1;
    const last = end - padding + first - start;
    if (last > first) {
      this.relieve();
      stream.received(payload, first, last);
    } else if ((flags & END_STREAM) === 0) {
      this.disturbed();
    }
    if ((flags & END_STREAM) !== 0 && !stream.closed) this.endRemote(stream);
  }

  /** The other end has ended a stream. */
  protected endRemote(stream: MessageStream): void {
    stream.remoteEnded = true;
    stream.ended();
  }

  private headers(flags: number, id: number, payload: Buffer, start: number, end: number): void {
    const padding = paddingOf(flags, payload, start, end);
    let first = (flags & PADDED) === 0 ? start : start + 1;
    const last = padding < 0 ? end : end - padding + first - start;
    if (id === 0 || padding < 0) {
      this.fail(PROTOCOL_ERROR, id === 0 ? "fields on no stream" : "a frame has more padding than bytes");
      return;
    }
    if ((flags & WITH_PRIORITY) !== 0) {
      if (last - first < 5) {
        this.fail(FRAME_SIZE_ERROR, "a frame is too short for its priority");
        return;
      }
      if ((payload.readUInt32BE(first) & LARGEST_WINDOW) === id) {
        this.fail(PROTOCOL_ERROR, "a stream depends on itself");
        return;
      }
      first += 5;
    }
    if ((flags & END_HEADERS) !== 0) {
      this.fieldsReceived(id, (flags & END_STREAM) !== 0, payload, first, last);
      return;
    }
    this.block.begin(id, flags);
    this.addToBlock(payload, first, last);
  }

  private continuation(type: number, flags: number, id: number, payload: Buffer, start: number, end: number): void {
    const { block } = this;
    if (type !== CONTINUATION || id !== block.stream) {
      this.fail(PROTOCOL_ERROR, "a block of fields was interrupted");
      return;
    }
    this.addToBlock(payload, start, end);
    if (this.over || (flags & END_HEADERS) === 0) return;
    const whole = block.take();
    this.fieldsReceived(id, (block.flags & END_STREAM) !== 0, whole, 0, whole.length);
  }

  private addToBlock(payload: Buffer, start: number, end: number): void {
    if (!this.block.add(payload, start, end)) this.fail(ENHANCE_YOUR_CALM, "a block of fields has no end");
  }

  private priority(id: number, payload: Buffer, start: number, end: number): void {
    if (id === 0) this.fail(PROTOCOL_ERROR, "a priority of no stream");
    else if (end - start !== 5) this.fail(FRAME_SIZE_ERROR, "a priority has five bytes");
    else if ((payload.readUInt32BE(start) & LARGEST_WINDOW) === id) {
      this.fail(PROTOCOL_ERROR, "a stream depends on itself");
    } else this.disturbed();
  }

  private resetReceived(id: number, payload: Buffer, start: number, end: number): void {
    if (end - start !== 4) {
      this.fail(FRAME_SIZE_ERROR, "a reset has four bytes");
      return;
    }
    if (id === 0 || this.isIdle(id)) {
      this.fail(PROTOCOL_ERROR, "a reset of no stream");
      return;
    }
    const stream = this.streams.get(id);
    if (stream === undefined) {
      this.disturbed();
      return;
    }
    if (!stream.remoteEnded) this.closedStreams.reset(id, "peer");
    this.remove(stream);
    stream.broken("", payload.readUInt32BE(start));
    this.disrupted();
  }

  private settings(flags: number, id: number, payload: Buffer, start: number, end: number): void {
    if (id !== 0) {
      this.fail(PROTOCOL_ERROR, "settings of a stream");
      return;
    }
    if ((flags & ACK) !== 0) {
      if (end !== start) this.fail(FRAME_SIZE_ERROR, "settings that are agreed to are not repeated");
      else this.disturbed();
      return;
    }
    if (end - start > MOST_SETTINGS * SETTING) {
      this.fail(ENHANCE_YOUR_CALM, "too many settings");
      return;
    }
    const { peer } = this;
    const window = peer.initialWindowSize;
    const fault = peer.take(payload, start, end);
    if (fault !== undefined) {
      this.fail(fault, "a setting has no such value");
      return;
    }
    this.encoder.limitTable(peer.headerTableSize);
    this.output.control(SETTINGS, ACK, 0, 0);
    if (this.settled) this.disturbed();
    this.settled = true;
    if (peer.initialWindowSize !== window) this.moveWindows(peer.initialWindowSize - window);
    if (!this.over) this.settingsReceived();
  }

  private moveWindows(difference: number): void {
    for (const stream of this.streams.values()) {
      stream.sendWindow += difference;
      if (stream.sendWindow > LARGEST_WINDOW) {
        this.fail(FLOW_CONTROL_ERROR, "a window is larger than allowed");
        return;
      }
    }
    if (difference > 0) this.sendWaiting();
  }

  private pingReceived(flags: number, id: number, payload: Buffer, start: number, end: number): void {
    if (id !== 0) this.fail(PROTOCOL_ERROR, "a ping on a stream");
    else if (end - start !== 8) this.fail(FRAME_SIZE_ERROR, "a ping has eight bytes");
    else if ((flags & ACK) !== 0) {
      this.pingAnswered();
      this.disturbed();
    } else {
      this.output.payload(PING, ACK, 0, payload, start, end);
      this.disturbed();
    }
  }

  private windowUpdate(id: number, payload: Buffer, start: number, end: number): void {
    if (end - start !== 4) {
      this.fail(FRAME_SIZE_ERROR, "an update of a window has four bytes");
      return;
    }
    const more = payload.readUInt32BE(start) & LARGEST_WINDOW;
    if (more === 0 && id === 0) this.fail(PROTOCOL_ERROR, "a window is widened by nothing");
    else if (id === 0) {
      if (!this.widened(more)) this.fail(FLOW_CONTROL_ERROR, "a window is larger than allowed");
    } else if (this.isIdle(id)) this.fail(PROTOCOL_ERROR, "a window of no stream");
    else {
      const stream = this.streams.get(id);
      if (stream !== undefined) this.streamWidened(stream, more);
    }
    if (!this.over) this.disturbed();
  }

  private streamWidened(stream: MessageStream, more: number): void {
    stream.sendWindow += more;
    if (more === 0) this.streamFault(stream, PROTOCOL_ERROR, "a window is widened by nothing");
    else if (stream.sendWindow > LARGEST_WINDOW) {
      this.streamFault(stream, FLOW_CONTROL_ERROR, "a window is larger than allowed");
    } else if (!stream.flushed) {
      while (stream.sendPending());
      if (stream.flushed) this.waiting.delete(stream);
    }
  }
}

/** The bytes of padding, with the one that counts them; below 0 where there are more than there can be. */
function paddingOf(flags: number, payload: Buffer, start: number, end: number): number {
  if ((flags & PADDED) === 0) return 0;
  const length = (payload[start] ?? 0) + 1;
  return end > start && length <= end - start ? length : -1;
}
