/** Of the frames of HTTP/2 (RFC 9113 section 6) those types and flags that no ordinary client of the tests sends. */
export const PRIORITY = 2;
export const WINDOW_UPDATE = 8;
export const PADDED = 8;
export const HAS_PRIORITY = 0x20;
