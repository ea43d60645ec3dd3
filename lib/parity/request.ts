import {
  type DecisionRequest,
  isRefusal,
  normalizeHost,
  type ParsedTarget,
  parseTarget,
  type Refusal,
  splitAbsoluteTarget,
} from "../routing";

/** A request as targets are asked about it, its target parsed and in normal form. */
export interface ParityRequest {
  readonly method: string;
  readonly target: ParsedTarget;
  /** The path as the client wrote it, for targets that do not normalize. */
  readonly rawPath: string;
  /** The connection's peer. */
  readonly sourceAddress: string;
  readonly arrival: Arrival;
  /** The values of a header field in the order in which they were sent, one for each time that it was. */
  headerValues(name: string): readonly string[];
}

/** The socket that a request came in by. */
export interface Arrival {
  readonly scheme: Scheme;
  readonly port: number;
}

export type Scheme = "http" | "https";

export const DEFAULT_PORTS: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };

/** Where nothing says otherwise. */
export const PLAIN_HTTP: Arrival = { scheme: "http", port: DEFAULT_PORTS.http };

const LOOPBACK = "127.0.0.1";

/**
 * Reads a request the way every target does before it looks at a rule: the path in normal form, the Host without port
 * and in lower case; or refuses it with 400.
 */
export function parseRequest(request: DecisionRequest, arrival: Arrival = PLAIN_HTTP): ParityRequest | Refusal {
  const fields = new Map<string, string[]>();
  for (const [name, value] of request.headers ?? []) {
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value.replace(/^[ \t]+|[ \t]+$/g, "")]);
  }
  const hosts = fields.get("host") ?? [];
  if (hosts.length > 1) return { status: 400, reason: "the request has more than one Host" };
  const absolute = splitAbsoluteTarget(request.url);
  const origin = absolute === undefined ? request.url : rooted(absolute.rest);
  const host = hosts[0] ?? (absolute && withoutDefaultPort(absolute.authority, absolute.scheme));
  const target = parseTarget(origin, host);
  if (isRefusal(target)) return target;
  fields.set("host", [target.host]);
  return {
    method: request.method,
    target,
    rawPath: origin.replace(/\?.*/s, ""),
    sourceAddress: request.sourceIp ?? LOOPBACK,
    arrival,
    headerValues: (name) => fields.get(name.toLowerCase()) ?? [],
  };
}

/** The host that a request is for, in the form that hostnames are compared in; `undefined` where it names none. */
export function hostnameOf(request: DecisionRequest): string | undefined {
  const parsed = parseRequest(request);
  return isRefusal(parsed) ? undefined : parsed.target.hostname;
}

/** Where a request goes to by its URL; `undefined` where it names a path alone. */
export function destinationOf(request: DecisionRequest): Arrival | undefined {
  const absolute = splitAbsoluteTarget(request.url);
  if (absolute === undefined) return undefined;
  const host = normalizeHost(absolute.authority);
  const port = isRefusal(host) ? undefined : host.port;
  return { scheme: absolute.scheme, port: port ?? DEFAULT_PORTS[absolute.scheme] };
}

function rooted(rest: string): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** As clients send it (RFC 9110 section 7.2, RFC 3986 section 6.2.3). */
function withoutDefaultPort(authority: string, scheme: Scheme): string {
  const suffix = `:${DEFAULT_PORTS[scheme]}`;
  return authority.endsWith(suffix) ? authority.slice(0, -suffix.length) : authority;
}
