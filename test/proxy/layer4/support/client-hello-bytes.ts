/** What a made-up ClientHello holds; each default is what a plain client would send. */
export interface HelloParts {
  readonly sessionId?: Buffer;
  readonly cipherSuites?: Buffer;
  readonly compressionMethods?: Buffer;
  /** Without: the hello ends before its extensions. */
  readonly extensions?: readonly (readonly [type: number, data: Buffer])[];
  readonly trailer?: Buffer;
}

const NULL_COMPRESSION = Buffer.from([0]);
const TLS_AES_128_GCM_SHA256 = Buffer.from([0x13, 0x01]);

export function helloBody(parts: HelloParts): Buffer {
  const { extensions } = parts;
  return Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 0xab),
    vector8(parts.sessionId ?? Buffer.alloc(32, 0xcd)),
    vector16(parts.cipherSuites ?? TLS_AES_128_GCM_SHA256),
    vector8(parts.compressionMethods ?? NULL_COMPRESSION),
    extensions === undefined
      ? Buffer.alloc(0)
      : vector16(Buffer.concat(extensions.map(([type, data]) => Buffer.concat([uint16(type), vector16(data)])))),
    parts.trailer ?? Buffer.alloc(0),
  ]);
}

/** The extension that names a server. */
export function serverName(name: string | Buffer, nameType = 0): readonly [number, Buffer] {
  const text = typeof name === "string" ? Buffer.from(name, "latin1") : name;
  return [0, vector16(Buffer.concat([Buffer.from([nameType]), vector16(text)]))];
}

/** A handshake message around a body; 1 is a ClientHello. */
export function handshake(body: Buffer, type = 1): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(type);
  header.writeUIntBE(body.length, 1, 3);
  return Buffer.concat([header, body]);
}

/** A message in records of at most `size` bytes. */
export function records(message: Buffer, size = 2 ** 14, contentType = 22): Buffer {
  const pieces: Buffer[] = [];
  for (let from = 0; from < message.length; from += size) {
    const piece = message.subarray(from, from + size);
    pieces.push(Buffer.from([contentType, 3, 1]), uint16(piece.length), piece);
  }
  return Buffer.concat(pieces);
}

/** A ClientHello as it is sent. */
export function helloBytes(parts: HelloParts, recordSize?: number): Buffer {
  return records(handshake(helloBody(parts)), recordSize);
}

function vector8(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

export function vector16(bytes: Buffer): Buffer {
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
