/**
 * Fields that concern one connection alone and are never sent on (RFC 9110 section 7.6.1). `Content-Length` and `Host`
 * stand here too: both are written anew from what was understood. `Trailer` announces what may not come.
 */
const NEVER_SENT_ON: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Whether a field belongs to the connection, or to the framing of its messages. */
export function isConnectionField(lowerCaseName: string): boolean {
  return NEVER_SENT_ON.has(lowerCaseName);
}
