import { HOST, TE } from "../../h1/wire/field-kind";
import { fieldName, fieldValue, has, valueOfKind } from "../../h1/wire/field-section";
import type { HeadLimits } from "../../h1/wire/head-parser";
import { RequestParser } from "../../h1/wire/request-parser";
import { CONNECTION_KINDS } from "../field-text";
import type { HpackEncoder } from "../hpack";

/** What is sent is the proxy's own: it is bounded where it comes from. */
const OWN_HEADS: HeadLimits = { head: 1 << 20, fieldCount: 4096, target: 1 << 20 };
const LEFT_OUT = CONNECTION_KINDS | (1 << HOST);

const parser = new RequestParser(OWN_HEADS);

/**
 * Encodes a request's head, given as text of HTTP/1.1.
 *
 * @param neverIndexed names of fields that no table may hold
 * @throws SyntaxError where it is none
 */
export function encodeRequest(
  encoder: HpackEncoder,
  head: string,
  scheme: string,
  neverIndexed: ReadonlySet<string> | undefined,
): void {
  const bytes = Buffer.from(head, "latin1");
  parser.reset();
  parser.read(bytes, 0, bytes.length);
  if (!parser.complete) throw new SyntaxError(parser.fault?.reason ?? "the request's head has no end");
  encoder.begin();
  encoder.field(":method", parser.method, neverIndexed?.has(":method"));
  encoder.field(":scheme", scheme, neverIndexed?.has(":scheme"));
  const hostIsSecret = neverIndexed?.has(":authority") === true || neverIndexed?.has("host");
  encoder.field(":authority", valueOfKind(parser, HOST) ?? "", hostIsSecret);
  encoder.field(":path", parser.target, neverIndexed?.has(":path"));
  for (let index = 0; index < parser.fieldCount; index++) {
    if ((LEFT_OUT & (1 << (parser.kinds[index] ?? 0))) !== 0) continue;
    const name = fieldName(parser, index).toLowerCase();
    encoder.field(name, fieldValue(parser, index), neverIndexed?.has(name));
  }
  if (has(parser, TE)) encoder.field("te", "trailers");
}
