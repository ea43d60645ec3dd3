const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const WILDCARD = "*.";

/** Whether the hostname stands for one or more labels and a suffix: `*.example.com`. */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith(WILDCARD);
}

/**
 * Whether every host that `host` stands for is also one of `pattern`'s; `host` may be a wildcard itself.
 *
 * | pattern | host | covers |
 * |---|---|---|
 * | `*.a.com` | `b.a.com`, `c.b.a.com`, `*.a.com`, `*.b.a.com` | yes |
 * | `*.a.com` | `a.com`, `xa.com` | no |
 * | `a.com` | `a.com`, `A.com` | yes |
 * | `b.a.com` | `*.a.com` | no |
 */
export function hostnameCovers(pattern: string, host: string): boolean {
  const wide = pattern.toLowerCase();
  const narrow = host.toLowerCase();
  if (!isWildcard(wide)) return wide === narrow;
  const suffix = wide.slice(1);
  return narrow.endsWith(suffix) && narrow.length > suffix.length;
}

/**
 * The hosts that a route answers for: those in both its router's list and its own (Gateway API, `HTTPRoute.hostnames`).
 * A list that is absent or empty is every host. Of two names of which one covers the other, the narrower one stays:
 * `*.a.com` and `b.a.com` give `b.a.com`.
 *
 * Where many routes share a router, make one {@link HostnameSet} of the router's list instead.
 *
 * @returns hostnames in lower case, each once, in the order of the route's list; `undefined` is every host, an empty
 * list is none
 */
export function intersectHostnames(
  routerHostnames: readonly string[] | undefined,
  routeHostnames: readonly string[] | undefined,
): readonly string[] | undefined {
  return new HostnameSet(routerHostnames).intersect(routeHostnames);
}

/** A list of hostnames, prepared to be intersected with many others at a cost that does not grow with its length. */
export class HostnameSet {
  private readonly names: ReadonlySet<string> | undefined;
  private readonly below = new Map<string, readonly string[]>();

  /** @param hostnames - absent or empty is every host */
  constructor(hostnames: readonly string[] | undefined) {
    this.names = folded(hostnames);
  }

  /** See {@link intersectHostnames}. */
  intersect(hostnames: readonly string[] | undefined): readonly string[] | undefined {
    const others = folded(hostnames);
    if (this.names === undefined) return others === undefined ? undefined : [...others];
    if (others === undefined) return [...this.names];
    const both = new Set<string>();
    for (const other of others) {
      if (this.covers(other)) both.add(other);
      else for (const name of this.coveredBy(other)) both.add(name);
    }
    return [...both];
  }

  /** Whether one name of the list is the hostname, or a wildcard above it. */
  private covers(hostname: string): boolean {
    if (this.names?.has(hostname)) return true;
    const start = isWildcard(hostname) ? WILDCARD.length : 0;
    for (let dot = hostname.indexOf(".", start); dot > 0; dot = hostname.indexOf(".", dot + 1)) {
      if (this.names?.has(`*${hostname.slice(dot)}`)) return true;
    }
    return false;
  }

  private coveredBy(hostname: string): readonly string[] {
    if (!isWildcard(hostname)) return [];
    let names = this.below.get(hostname);
    if (names === undefined) {
      names = [...(this.names ?? [])].filter((name) => hostnameCovers(hostname, name));
      this.below.set(hostname, names);
    }
    return names;
  }
}

function folded(hostnames: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (hostnames === undefined || hostnames.length === 0) return undefined;
  return new Set(hostnames.map((hostname) => hostname.toLowerCase()));
}

/** A reason why a text is no hostname, and what to write instead. */
export interface HostnameFault {
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Why a text is not a hostname: labels as RFC 1123 section 2.1 has them, of 1 to 63 letters, digits and inner hyphens,
 * 253 characters in all; a wildcard only as the whole first label; no address, port, scheme, path or trailing dot.
 *
 * @returns `undefined` where it is one
 */
export function hostnameFault(hostname: string): HostnameFault | undefined {
  const text = hostname.toLowerCase();
  if (text === "*" || text === WILDCARD)
    return fault("is every host", "leave the hostnames out to answer for every host");
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(text)) return fault("is a URL", "write the host alone, without scheme and path");
  if (text.includes("/")) return fault("holds a path", "write the host alone");
  if (/^\[|:.*:/.test(text)) return fault("is an IPv6 address", "write a host name");
  const port = /:[0-9]*$/.exec(text);
  if (port !== null) return fault("holds a port", `write "${text.slice(0, port.index)}"`);
  if (text.endsWith(".")) return fault("ends in a dot", `write "${text.slice(0, -1)}"`);
  const name = isWildcard(text) ? text.slice(WILDCARD.length) : text;
  if (name.includes("*")) {
    return fault('holds "*" elsewhere than as its whole first label', 'write a wildcard as in "*.example.com"');
  }
  if (text.length > 253) return fault("is longer than 253 characters", "write a shorter one");
  const labels = name.split(".");
  for (const label of labels) {
    const reason = labelFault(label);
    if (reason !== undefined) return fault(reason, "a label is 1 to 63 letters, digits and inner hyphens");
  }
  if (/^[0-9]+$/.test(labels.at(-1) ?? "")) return fault("is an IP address or ends in a number", "write a host name");
  return undefined;
}

function labelFault(label: string): string | undefined {
  if (LABEL.test(label)) return undefined;
  if (label === "") return "holds an empty label";
  if (label.length > 63) return "holds a label of more than 63 characters";
  return `holds the label ${JSON.stringify(label)}`;
}

function fault(reason: string, remedy: string): HostnameFault {
  return { reason, remedy };
}
