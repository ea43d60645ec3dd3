/** Types of frames (RFC 9113 section 6). */
export const DATA = 0x0;
export const HEADERS = 0x1;
export const PRIORITY = 0x2;
export const RST_STREAM = 0x3;
export const SETTINGS = 0x4;
export const PUSH_PROMISE = 0x5;
export const PING = 0x6;
export const GOAWAY = 0x7;
export const WINDOW_UPDATE = 0x8;
export const CONTINUATION = 0x9;

/** Flags of frames. */
export const END_STREAM = 0x1;
export const ACK = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const WITH_PRIORITY = 0x20;

/** Bytes of a frame before its payload. */
export const FRAME_HEAD = 9;
/** Bytes of a payload: what both ends take before they say otherwise, and what the proxy takes at all. */
export const FRAME_SIZE = 16_384;
/** What each window is before anything was said of it. */
export const FIRST_WINDOW = 65_535;
export const LARGEST_WINDOW = 0x7fff_ffff;
export const LAST_STREAM = 0x7fff_ffff;

/** What a client begins its connection with (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
