/** What a client says of itself. */
export interface Credentials {
  readonly name: string;
  readonly password: Buffer;
}

/** No password is longer; hashing more would cost a client nothing and the proxy a lot. */
const LONGEST_PASSWORD = 256;

/** Reads `Basic` credentials (RFC 7617 section 2); `undefined` where there are none that can be right. */
export function readCredentials(authorization: string | undefined): Credentials | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, "base64");
  const colon = bytes.indexOf(":");
  if (colon < 0 || bytes.length - colon - 1 > LONGEST_PASSWORD) return undefined;
  return { name: bytes.toString("utf8", 0, colon), password: bytes.subarray(colon + 1) };
}
