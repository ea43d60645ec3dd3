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
 * @returns hostnames in lower case, each once, in the order of the route's list; `undefined` is every host, an empty
 * list is none
 */
export function intersectHostnames(
  routerHostnames: readonly string[] | undefined,
  routeHostnames: readonly string[] | undefined,
): readonly string[] | undefined {
  const routers = folded(routerHostnames);
  const routes = folded(routeHostnames);
  if (routers === undefined) return routes;
  if (routes === undefined) return routers;
  const both = new Set<string>();
  for (const ofRoute of routes) {
    for (const ofRouter of routers) {
      if (hostnameCovers(ofRouter, ofRoute)) both.add(ofRoute);
      else if (hostnameCovers(ofRoute, ofRouter)) both.add(ofRouter);
    }
  }
  return [...both];
}

function folded(hostnames: readonly string[] | undefined): readonly string[] | undefined {
  if (hostnames === undefined || hostnames.length === 0) return undefined;
  return [...new Set(hostnames.map((hostname) => hostname.toLowerCase()))];
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
  if (text === "*") return fault("is every host", "leave the hostnames out to answer for every host");
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(text)) return fault("is a URL", "write the host alone, without scheme and path");
  if (text.includes("/")) return fault("holds a path", "write the host alone and match the path in a route");
  if (/^\[.*\]|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/.test(text)) return fault("is an IPv6 address", "write a host name");
  if (/:[0-9]*$/.test(text))
    return fault("holds a port", `write it without the port: "${text.replace(/:[0-9]*$/, "")}"`);
  if (text.endsWith(".")) return fault("ends in a dot", `write it without the dot: "${text.slice(0, -1)}"`);
  const name = isWildcard(text) ? text.slice(WILDCARD.length) : text;
  if (name.includes("*"))
    return fault("holds a wildcard inside", 'write "*" as the whole first label alone, as in "*.example.com"');
  if (text.length > 253) return fault("is longer than 253 characters", "shorten it");
  const labels = name.split(".");
  for (const label of labels) {
    const reason = labelFault(label);
    if (reason !== undefined)
      return fault(reason, "a label is 1 to 63 letters, digits and hyphens, with no hyphen at either end");
  }
  if (/^[0-9]+$/.test(labels.at(-1) ?? "")) return fault("is an address or ends in a number", "write a host name");
  return undefined;
}

function labelFault(label: string): string | undefined {
  if (LABEL.test(label)) return undefined;
  if (label === "") return "holds an empty label";
  if (label.length > 63) return `holds the label "${label}" of more than 63 characters`;
  return `holds the label "${label}"`;
}

function fault(reason: string, remedy: string): HostnameFault {
  return { reason, remedy };
}
