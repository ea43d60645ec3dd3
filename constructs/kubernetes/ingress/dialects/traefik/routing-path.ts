/** What Traefik leaves encoded in the path that it matches (pkg/muxer/http, `withRoutingPath`). */
const RESERVED = ":/?#[]@!$&'()*+,;=%";

/**
 * A normalized path as Traefik matches it: with every escape decoded except those of RFC 3986's reserved characters
 * and `%`. Escapes that together are no UTF-8 stay as they are.
 */
export function routingPath(path: string): string {
  return path.replace(/(?:%[0-9A-F]{2})+/g, (escapes) => {
    const parts = escapes.match(/%[0-7][0-9A-F]|(?:%[89A-F][0-9A-F])+/g) ?? [];
    return parts.map((part) => decodePart(part)).join("");
  });
}

function decodePart(escapes: string): string {
  try {
    const text = decodeURIComponent(escapes);
    return RESERVED.includes(text) ? escapes : text;
  } catch {
    return escapes;
  }
}
