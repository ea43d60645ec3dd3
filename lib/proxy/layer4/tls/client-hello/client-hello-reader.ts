import { type ClientHello, type ClientHelloFault, parseClientHello } from "./client-hello";
import { GrowingBuffer } from "./growing-buffer";

const HANDSHAKE_RECORD = 22;
const TLS_MAJOR = 3;
const RECORD_HEADER = 5;
const LONGEST_RECORD = 2 ** 14;
const CLIENT_HELLO = 1;
const MESSAGE_HEADER = 4;

/**
 * Finds the ClientHello at the front of a TLS connection, however it was cut into records (RFC 8446 section 5.1) and
 * segments. What it says depends on the bytes alone, not on how they were cut.
 */
export class ClientHelloReader {
  private readonly taken = new GrowingBuffer();
  private readonly message = new GrowingBuffer();
  /** Where the first record begins that was not read yet. */
  private offset = 0;
  private result: ClientHello | ClientHelloFault | undefined;

  /** @param longest the most bytes that the message may have */
  constructor(private readonly longest: number) {}

  /** All bytes so far, unchanged. */
  get bytes(): Buffer {
    return this.taken.view();
  }

  /** Takes the next bytes; `undefined` while more are needed. What comes after the hello is kept and not looked at. */
  push(chunk: Buffer): ClientHello | ClientHelloFault | undefined {
    this.taken.append(chunk);
    this.result ??= this.read(this.taken.view());
    return this.result;
  }

  private read(bytes: Buffer): ClientHello | ClientHelloFault | undefined {
    for (;;) {
      const fault = recordFault(bytes, this.offset);
      if (fault !== undefined) return { fault };
      const from = this.offset + RECORD_HEADER;
      if (from > bytes.length) return undefined;
      const to = from + bytes.readUInt16BE(this.offset + 3);
      if (to > bytes.length) return undefined;
      this.message.append(bytes.subarray(from, to));
      this.offset = to;
      const result = this.parse(this.message.view());
      if (result !== undefined) return result;
    }
  }

  private parse(message: Buffer): ClientHello | ClientHelloFault | undefined {
    if (message[0] !== CLIENT_HELLO) return { fault: "the first message is not a ClientHello" };
    if (message.length < MESSAGE_HEADER) return undefined;
    const end = MESSAGE_HEADER + message.readUIntBE(1, 3);
    if (end > this.longest) return { fault: `the message is longer than ${this.longest} bytes` };
    if (end > message.length) return undefined;
    return parseClientHello(message.subarray(MESSAGE_HEADER, end));
  }
}

/** What is wrong with a record's header, as far as it has come. Its minor version has no meaning (RFC 8446, 5.1). */
function recordFault(bytes: Buffer, offset: number): string | undefined {
  const available = bytes.length - offset;
  if (available >= 1 && bytes[offset] !== HANDSHAKE_RECORD) return "it is not a TLS handshake";
  if (available >= 2 && bytes[offset + 1] !== TLS_MAJOR) return "it is not a TLS record";
  if (available < RECORD_HEADER) return undefined;
  const length = bytes.readUInt16BE(offset + 3);
  if (length === 0) return "a record is empty";
  if (length > LONGEST_RECORD) return `a record is longer than ${LONGEST_RECORD} bytes`;
  return undefined;
}
