import { ByteCursor } from "./byte-cursor";

/** What routing needs of a TLS ClientHello. */
export interface ClientHello {
  /** The host name that the client asks for (SNI), in lower case, without a trailing dot. */
  readonly serverName: string | undefined;
}

/** Why bytes are not a ClientHello. */
export interface ClientHelloFault {
  readonly fault: string;
}

const SERVER_NAME = 0;
const HOST_NAME = 0;
const LONGEST_HOST_NAME = 255;

/** Wider than a valid host name: underscores are common inside private networks. */
const HOST_NAME_TEXT = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

const TRUNCATED: ClientHelloFault = { fault: "a field runs past its end" };

/**
 * Reads the body of a ClientHello (RFC 8446 section 4.1.2), that is without the four bytes of the handshake header.
 * Versions, cipher suites and extensions that are not known here are passed over, as GREASE (RFC 8701) demands.
 */
export function parseClientHello(body: Buffer): ClientHello | ClientHelloFault {
  const cursor = new ByteCursor(body);
  cursor.skip(2 + 32);
  const sessionId = cursor.vector8();
  const cipherSuites = cursor.vector16();
  const compressionMethods = cursor.vector8();
  if (cursor.failed) return TRUNCATED;
  if (sessionId.length > 32) return { fault: "the session id is longer than 32 bytes" };
  if (cipherSuites.length === 0 || cipherSuites.length % 2 !== 0) return { fault: "the cipher suites are not pairs" };
  if (compressionMethods.length === 0) return { fault: "no compression method is offered" };
  // A hello of TLS 1.2 may end here: RFC 5246 section 7.4.1.2.
  if (cursor.atEnd) return { serverName: undefined };
  const extensions = cursor.vector16();
  if (cursor.failed) return TRUNCATED;
  if (!cursor.atEnd) return { fault: "bytes follow the extensions" };
  return parseExtensions(extensions);
}

function parseExtensions(extensions: Buffer): ClientHello | ClientHelloFault {
  const cursor = new ByteCursor(extensions);
  const seen = new Set<number>();
  let serverName: string | undefined;
  while (!cursor.atEnd) {
    const type = cursor.uint16();
    const data = cursor.vector16();
    if (cursor.failed) return TRUNCATED;
    // RFC 8446 section 4.2. Of two server names the service might take the other one.
    if (seen.has(type)) return { fault: "an extension is given twice" };
    seen.add(type);
    if (type !== SERVER_NAME) continue;
    serverName = hostName(data);
    if (serverName === undefined) return { fault: "the server name is not one host name" };
  }
  return { serverName };
}

/**
 * The name in a `server_name` extension (RFC 6066 section 3). The list may hold other types of name in theory; none was
 * ever defined, and the TLS libraries that services use refuse anything but one host name.
 */
function hostName(data: Buffer): string | undefined {
  const cursor = new ByteCursor(data);
  const list = new ByteCursor(cursor.vector16());
  const type = list.uint8();
  const name = list.vector16();
  if (cursor.failed || !cursor.atEnd || list.failed || !list.atEnd || type !== HOST_NAME) return undefined;
  if (name.length > LONGEST_HOST_NAME) return undefined;
  const text = name.toString("latin1").toLowerCase();
  const bare = text.endsWith(".") ? text.slice(0, -1) : text;
  return HOST_NAME_TEXT.test(bare) ? bare : undefined;
}
