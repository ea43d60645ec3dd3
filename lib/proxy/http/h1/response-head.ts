import { CONNECTION, TRANSFER_ENCODING } from "./wire/field-kind";
import { contentLength, has, NO_LENGTH, takeConnectionOptions, valueOfKind } from "./wire/field-section";
import { isChunked } from "./wire/framing";
import type { ResponseParser } from "./wire/response-parser";

/** Where the body of a response ends (RFC 9112 section 6.3). */
type BodyFraming = "none" | "length" | "chunked" | "close";

/** What a response's head says about what follows it. */
export interface ResponseFraming {
  readonly body: BodyFraming;
  /** Bytes of the body where its framing is by length. */
  readonly length: number;
  /** Whether the instance keeps the connection for another request. */
  readonly persistent: boolean;
}

/** Reads the framing of a final response, or says what is wrong with it. */
export function readResponseFraming(head: ResponseParser, method: string): ResponseFraming | string {
  const chunked = has(head, TRANSFER_ENCODING);
  const length = contentLength(head);
  if (chunked) {
    if (head.minor === 0) return "the instance used a Transfer-Encoding in HTTP/1.0";
    if (length !== NO_LENGTH) return "the instance sent both a Content-Length and a Transfer-Encoding";
    if (!isChunked(valueOfKind(head, TRANSFER_ENCODING) ?? "")) return "the instance used an unknown Transfer-Encoding";
  }
  if (length < 0 && length !== NO_LENGTH) return "the instance sent no valid Content-Length";
  const persistent = head.minor === 1 ? !has(head, CONNECTION) || !takeConnectionOptions(head).close : closes(head);
  const { status } = head;
  if (method === "HEAD" || status === 204 || status === 304) return { body: "none", length: 0, persistent };
  if (chunked) return { body: "chunked", length: 0, persistent };
  if (length !== NO_LENGTH) return { body: "length", length, persistent };
  return { body: "close", length: 0, persistent: false };
}

/** HTTP/1.0 servers close, whatever they promise; what their Connection field names is left out all the same. */
function closes(head: ResponseParser): false {
  takeConnectionOptions(head);
  return false;
}
