import type { ParsedTarget } from "./target";

/** What of a request routes are matched against. */
export interface RouteRequest {
  readonly method: string;
  /** Normalized: lower case, without port and trailing dot. */
  readonly hostname: string;
  /** Normalized. */
  readonly path: string;
  /** What follows the target's `?`, as the client wrote it; empty where there is none. */
  readonly query: string;
  /** The connection's peer, an IPv4 or IPv6 address. */
  readonly sourceAddress: string;
  /**
   * A header field's value; those of a repeated field are joined with `, `, of `cookie` with `; ` (RFC 9110 section 5.3,
   * RFC 9113 section 8.2.3).
   */
  header(lowerCaseName: string): string | undefined;
}

/** The parts of a request that did not go through {@link parseTarget}. */
export interface RequestHead {
  readonly method: string;
  readonly headers: readonly HeaderEntry[];
  readonly sourceAddress: string;
}

/** A header field's name, in any case, and its value. */
export type HeaderEntry = readonly [name: string, value: string];

/** A request from plain values. `host` is what the target says, not what the header fields do. */
export function createRouteRequest(head: RequestHead, target: ParsedTarget): RouteRequest {
  const fields = joinFields(head.headers);
  fields.set("host", target.host);
  return {
    method: head.method,
    hostname: target.hostname,
    path: target.path,
    query: target.query,
    sourceAddress: head.sourceAddress,
    header: (lowerCaseName) => fields.get(lowerCaseName),
  };
}

function joinFields(headers: readonly HeaderEntry[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = fields.get(key);
    const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, "");
    fields.set(key, before === undefined ? trimmed : `${before}${key === "cookie" ? "; " : ", "}${trimmed}`);
  }
  return fields;
}
