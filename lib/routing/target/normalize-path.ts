import { excerpt } from "./excerpt";
import { isRefusal, type Refusal, refuse } from "./refusal";

const OTHER = 0;
const PLAIN = 1;
const SLASH = 2;
const DOT = 3;
const PERCENT = 4;

const UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const SUB_DELIMS = "!$&'()*+,;=";

/** What each ASCII character means in a path; `PLAIN` is what may stand in a segment as it is. */
const KINDS = new Uint8Array(128);
for (const character of `${UNRESERVED}${SUB_DELIMS}:@`) KINDS[character.charCodeAt(0)] = PLAIN;
KINDS["/".charCodeAt(0)] = SLASH;
KINDS[".".charCodeAt(0)] = DOT;
KINDS["%".charCodeAt(0)] = PERCENT;

/**
 * The one form of a path that routes are matched against and services get.
 *
 * - Escapes of unreserved characters are decoded, the others written in upper case (RFC 3986 section 6.2.2). `%2F` and
 *   `%5C` stay encoded and are ordinary characters of a segment.
 * - `//` becomes `/`, then `.` and `..` are resolved (RFC 3986 section 5.2.4). A trailing `/` stays.
 *
 * Refused: a path that does not start with `/`, characters outside RFC 3986 `pchar` and `/`, a `%` without two hex
 * digits, `%00`, and a `..` that climbs above the root.
 *
 * @param path the request target up to its `?`
 */
export function normalizePath(path: string): string | Refusal {
  return isNormal(path) ? path : rewrite(path);
}

/** The common case, without allocation. A dot after a slash is left to the long way. */
function isNormal(path: string): boolean {
  if (path.charCodeAt(0) !== 0x2f) return false;
  let afterSlash = false;
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    const kind = code < 128 ? KINDS[code] : OTHER;
    if (kind === PLAIN) {
      afterSlash = false;
    } else if (kind === SLASH) {
      if (afterSlash) return false;
      afterSlash = true;
    } else if (kind === DOT) {
      if (afterSlash) return false;
    } else {
      return false;
    }
  }
  return true;
}

function rewrite(path: string): string | Refusal {
  if (!path.startsWith("/")) return refuse('the target does not start with "/"');
  const decoded = normalizeEscapes(path);
  return isRefusal(decoded) ? decoded : resolveSegments(decoded);
}

function normalizeEscapes(path: string): string | Refusal {
  let result = "";
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    const kind = code < 128 ? KINDS[code] : OTHER;
    if (kind === OTHER) return refuse(`the path holds ${excerpt(path.charAt(index))}, which must be percent-encoded`);
    if (kind !== PERCENT) {
      result += path.charAt(index);
      continue;
    }
    const triplet = path.slice(index, index + 3);
    if (!/^%[0-9A-Fa-f]{2}$/.test(triplet)) return refuse(`the path holds "%" without two hex digits after it`);
    if (triplet === "%00") return refuse("the path holds %00");
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    result += UNRESERVED.includes(character) ? character : triplet.toUpperCase();
    index += 2;
  }
  return result;
}

function resolveSegments(path: string): string | Refusal {
  const resolved: string[] = [];
  const segments = path.split("/").slice(1);
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") resolved.push(segment);
    else if (resolved.pop() === undefined) return refuse('the path climbs above its root with ".."');
  }
  const last = segments.at(-1);
  const isFolder = last === "" || last === "." || last === "..";
  return isFolder && resolved.length > 0 ? `/${resolved.join("/")}/` : `/${resolved.join("/")}`;
}
