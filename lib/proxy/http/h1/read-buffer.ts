/**
 * What is read at most at one time. A large body costs as much for the times that it is woken up for as for its
 * bytes: with half of this size a MiB over TLS took 1.7 times the CPU, with double the size as much.
 */
export const READ_SIZE = 128 * 1024;

/**
 * Every plain connection is read into the same memory. What came is dealt with before the next read, and what must stay
 * is copied: that spares an allocation for each read, which costs more than all of parsing.
 */
export const readBuffer = Buffer.allocUnsafeSlow(READ_SIZE);
