/** Why a configured path is not one that a request can have, and what to write instead. */
export interface PathFault {
  readonly reason: string;
  readonly remedy: string;
}

const QUERY_REMEDIES = {
  match: 'write the path alone; "queryParams" match a query',
  write: "write the path alone; the request keeps its query",
} as const;

const PATH_CHARACTER = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/;
const ESCAPE = /^%[0-9A-Fa-f]{2}/;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/** Whether a path is compared with those of requests, or written into them. */
export type PathUse = "match" | "write";

/**
 * Why a path is not in the form that requests are brought into before they are matched: RFC 3986 sections 3.3 and 6.2.2,
 * with the Gateway API's rules for values to match (`//`, `/./`, `/../`, `%2F` and `#` are refused).
 *
 * @returns `undefined` where it is in normal form
 */
export function pathFault(path: string, use: PathUse): PathFault | undefined {
  if (!path.startsWith("/")) return { reason: 'does not start with "/"', remedy: `write "/${path}"` };
  if (path.includes("?")) return { reason: "holds a query", remedy: QUERY_REMEDIES[use] };
  if (path.includes("#")) return { reason: "holds a fragment, which no request does", remedy: "write the path alone" };
  if (use === "match" && /%2f/i.test(path)) {
    return { reason: "holds an encoded slash", remedy: 'write "/", or match "%2F" by a "RegularExpression"' };
  }
  if (/%00/.test(path)) return { reason: "holds a NUL, which no request may", remedy: "write it without" };
  const normal = normalForm(path);
  if (normal === undefined) return { reason: "climbs above the root", remedy: 'write it without ".."' };
  return normal === path ? undefined : { reason: "is not in normal form", remedy: `write ${JSON.stringify(normal)}` };
}

/** Whether a text may stand as path and query in the first line of a request (RFC 3986 sections 3.3 and 3.4). */
export function isRequestTarget(text: string): boolean {
  return text.startsWith("/") && /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/.test(text);
}

/** The normal form of a path, or `undefined` where `..` climbs above the root. */
function normalForm(path: string): string | undefined {
  const output: string[] = [];
  const segments = encoded(path)
    .replace(/\/{2,}/g, "/")
    .split("/")
    .slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment !== "." && segment !== "..") output.push(segment);
    else {
      if (segment === ".." && output.pop() === undefined) return undefined;
      if (last) output.push("");
    }
  }
  return `/${output.join("/")}`;
}

/** Escapes where they are needed and nowhere else. */
function encoded(path: string): string {
  let output = "";
  for (let index = 0; index < path.length; ) {
    const [triplet] = ESCAPE.exec(path.slice(index, index + 3)) ?? [];
    if (triplet !== undefined) {
      const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
      output += UNRESERVED.test(character) ? character : triplet.toUpperCase();
      index += triplet.length;
      continue;
    }
    const character = String.fromCodePoint(path.codePointAt(index) ?? 0);
    output += PATH_CHARACTER.test(character) ? character : percentEncoded(character);
    index += character.length;
  }
  return output;
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
