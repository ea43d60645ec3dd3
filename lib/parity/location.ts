import { DEFAULT_PORTS, type Scheme } from "./request";

const ABSOLUTE = /^(https?):\/\/([^/?#]*)([^?#]*)(.*)$/i;

/**
 * Whether two Location fields lead to the same place: scheme and host without regard to case, a default port or an empty
 * query the same as none, no path the same as `/` (RFC 3986 section 6.2.3), and a dot that ends a host name the same as
 * none (RFC 1034 section 3.1).
 */
export function isSameLocation(a: string, b: string): boolean {
  return normalizeLocation(a) === normalizeLocation(b);
}

function normalizeLocation(location: string): string {
  const [, scheme = "", authority = "", path = "", rest = ""] = ABSOLUTE.exec(location) ?? [];
  if (scheme === "") return location;
  const defaultPort = `:${DEFAULT_PORTS[scheme.toLowerCase() as Scheme]}`;
  const explicit = authority.endsWith(defaultPort) ? authority.slice(0, -defaultPort.length) : authority;
  const host = explicit.replace(/\.(?=:|$)/, "");
  return `${scheme}://${host}`.toLowerCase() + (path || "/") + (rest === "?" ? "" : rest);
}
