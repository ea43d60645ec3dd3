import { type NormalizedHost, normalizeHost } from "./normalize-host";
import { normalizePath } from "./normalize-path";
import { isRefusal, type Refusal, refuse } from "./refusal";

/** A request's target and host, in the form that routes are matched against. */
export interface ParsedTarget {
  /** For matching: see {@link NormalizedHost}. */
  readonly hostname: string;
  /** For the service: host and port as the client wrote them (Gateway API: the Host is forwarded unmodified). */
  readonly host: string;
  /** Normalized; what is matched is what is sent on. */
  readonly path: string;
  /** What follows the `?`, as the client wrote it; empty where there is none. */
  readonly query: string;
  /** {@link query} with its `?`; empty where the target has no `?`. `path + search` is what is sent on. */
  readonly search: string;
}

/** The pieces of an absolute URI of the schemes `http` and `https`, none of them checked yet. */
export interface AbsoluteTarget {
  readonly scheme: "http" | "https";
  readonly authority: string;
  /** Path and query; starts with `/` or `?`, or is empty. */
  readonly rest: string;
}

const ABSOLUTE = /^(https?):\/\/([^/?#]*)/i;
/** Outside RFC 3986 `query`, but harmless and sent by browsers: `"`, `<`, `>`, `[`, `\`, `]`, `^`, `` ` ``, `{`, `|`, `}`. */
const REFUSED_IN_QUERY = /[^!"$-~]/;

/**
 * Reads a request target (RFC 9112 section 3.2) and its Host header field.
 *
 * Origin form takes the host from the header; in absolute form the target's authority replaces the header. Asterisk
 * and authority form (`OPTIONS *`, `CONNECT`) are refused: nothing can be routed by them.
 *
 * In the query, control characters, spaces, `#` and everything beyond ASCII are refused; otherwise it stays as it is.
 *
 * @param hostHeader the Host header field; `undefined` where the request has none, which is refused for origin form
 */
export function parseTarget(target: string, hostHeader: string | undefined): ParsedTarget | Refusal {
  if (target.charCodeAt(0) === 0x2f) return parseOrigin(target, hostHeader);
  const absolute = splitAbsoluteTarget(target);
  if (absolute === undefined) return parseOrigin(target, hostHeader);
  const { authority, rest } = absolute;
  return parseOrigin(rest.startsWith("/") ? rest : `/${rest}`, authority);
}

/** Splits an `http` or `https` URI without normalizing anything; `undefined` where it is something else. */
export function splitAbsoluteTarget(target: string): AbsoluteTarget | undefined {
  const parts = ABSOLUTE.exec(target);
  if (parts === null) return undefined;
  const [all, scheme = "", authority = ""] = parts;
  return { scheme: scheme.toLowerCase() === "https" ? "https" : "http", authority, rest: target.slice(all.length) };
}

function parseOrigin(target: string, host: string | undefined): ParsedTarget | Refusal {
  const mark = target.indexOf("?");
  const path = normalizePath(mark < 0 ? target : target.slice(0, mark));
  if (isRefusal(path)) return path;
  const search = mark < 0 ? "" : target.slice(mark);
  if (search !== "" && REFUSED_IN_QUERY.test(search)) {
    return refuse("the query holds a character that must be percent-encoded");
  }
  if (host === undefined) return refuse("the request has no Host");
  const normalized: NormalizedHost | Refusal = normalizeHost(host);
  if (isRefusal(normalized)) return normalized;
  return { hostname: normalized.hostname, host, path, query: search.slice(1), search };
}
