const READ_SIZE = 64 * 1024;

/**
 * Every plain connection is read into the same memory. What came is dealt with before the next read, and what must stay
 * is copied: that spares an allocation for each read, which costs more than all of parsing.
 */
export const readBuffer = Buffer.allocUnsafeSlow(READ_SIZE);
