import { FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR } from "./error-code";
import { FIRST_WINDOW, FRAME_SIZE, LARGEST_WINDOW } from "./frame";

/** Settings (RFC 9113 section 6.5.2, RFC 8441 section 3). */
export const HEADER_TABLE_SIZE = 0x1;
export const ENABLE_PUSH = 0x2;
export const MAX_CONCURRENT_STREAMS = 0x3;
export const INITIAL_WINDOW_SIZE = 0x4;
export const MAX_FRAME_SIZE = 0x5;
export const MAX_HEADER_LIST_SIZE = 0x6;
export const ENABLE_CONNECT_PROTOCOL = 0x8;

/** Bytes of a setting. */
export const SETTING = 6;
const LARGEST_FRAME = 0xff_ffff;

/** What an end has said of itself so far. */
export class Settings {
  headerTableSize = 4096;
  initialWindowSize = FIRST_WINDOW;
  maxFrameSize = FRAME_SIZE;
  maxConcurrentStreams = Number.POSITIVE_INFINITY;

  /** @param ofServer a server cannot ask for pushes (RFC 9113 section 6.5.2) */
  constructor(private readonly ofServer: boolean) {}

  /** Takes the payload of a frame. @returns the code of what is wrong with it; `undefined` where it is in order */
  take(payload: Buffer, start: number, end: number): number | undefined {
    if ((end - start) % SETTING !== 0) return FRAME_SIZE_ERROR;
    for (let at = start; at < end; at += SETTING) {
      const fault = this.set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  private set(identifier: number, value: number): number | undefined {
    switch (identifier) {
      case HEADER_TABLE_SIZE:
        this.headerTableSize = value;
        return undefined;
      case ENABLE_PUSH:
        return value > (this.ofServer ? 0 : 1) ? PROTOCOL_ERROR : undefined;
      case ENABLE_CONNECT_PROTOCOL:
        return value > 1 ? PROTOCOL_ERROR : undefined;
      case MAX_CONCURRENT_STREAMS:
        this.maxConcurrentStreams = value;
        return undefined;
      case INITIAL_WINDOW_SIZE:
        if (value > LARGEST_WINDOW) return FLOW_CONTROL_ERROR;
        this.initialWindowSize = value;
        return undefined;
      case MAX_FRAME_SIZE:
        if (value < FRAME_SIZE || value > LARGEST_FRAME) return PROTOCOL_ERROR;
        // Larger frames would only have others wait for longer.
        this.maxFrameSize = FRAME_SIZE;
        return undefined;
      default:
        return undefined;
    }
  }
}

/** The payload of a frame that says this. */
export function settingsPayload(settings: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(settings);
  const payload = Buffer.alloc(SETTING * entries.length);
  entries.forEach(([identifier, value], index) => {
    payload.writeUInt16BE(Number(identifier), SETTING * index);
    payload.writeUInt32BE(value, SETTING * index + 2);
  });
  return payload;
}
