import type { RequestHead } from "./request-head";

/** Methods whose requests have no body unless they say so: a missing length needs no mention. */
const BODYLESS: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/** How a request came, beside its head. */
export interface RequestManner {
  readonly expectsContinue: boolean;
  readonly changesProtocol: boolean;
}

/** Framing and connection fields of what is sent on, written from what was understood. */
export function outgoingConnectionFields(head: RequestHead, manner: RequestManner): readonly string[] {
  const { contentLength, transferEncoding, trailersWelcome } = head.fields;
  const fields: string[] = [];
  if (manner.changesProtocol) fields.push("Connection", "Upgrade", "Upgrade", head.upgrade ?? "");
  else if (trailersWelcome) fields.push("TE", "trailers", "Connection", "keep-alive, TE");
  if (transferEncoding !== undefined) fields.push("Transfer-Encoding", "chunked");
  else if (contentLength !== undefined) fields.push("Content-Length", contentLength);
  else if (!BODYLESS.has(head.method)) fields.push("Content-Length", "0");
  if (manner.expectsContinue) fields.push("Expect", "100-continue");
  return fields;
}
