import type { RoutedRequest } from "../../../engine";
import { removeFields } from "../../fields";
import { fieldsWhose } from "./end-to-end-fields";

/** Fields about the body, which is not sent, and about what would have to be answered otherwise than with a verdict. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "accept-encoding",
  "content-length",
  "content-type",
  "content-encoding",
  "content-language",
  "content-location",
  "content-md5",
  "content-range",
  "content-digest",
  "expect",
  "range",
  "if-range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
]);

/**
 * Fields by which other proxies tell of the request as it was before they changed it. Several services that decide who
 * may pass believe them before `X-Forwarded-Uri`: a client could have itself judged by a path that is open to all.
 */
const CLAIMS = /^x[-_](?:original[-_].*|rewrite[-_]url)$/;

/**
 * The fields of the request that asks whether another may pass, names and values in turn.
 *
 * @param wanted lower-case names of the client's fields to send; `undefined` for all that claim no other request
 */
export function questionFields(request: RoutedRequest, wanted: ReadonlySet<string> | undefined): string[] {
  const isSent = (name: string): boolean => (wanted === undefined ? !CLAIMS.test(name) : wanted.has(name));
  const fields = fieldsWhose(request.fields, isSent);
  removeFields(fields, LEFT_OUT);
  const { target, method } = request;
  fields.push(...request.originFields(), "X-Forwarded-Method", method, "X-Forwarded-Uri", target.path + target.search);
  return fields;
}
