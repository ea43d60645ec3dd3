import type { Balancing, SessionAffinity } from "../../../../../lib/topology";

interface Hashed {
  readonly balancing?: Balancing;
  readonly sessionAffinity?: SessionAffinity;
}

/**
 * The variable of nginx by whose value an endpoint is picked; `undefined` where it is picked otherwise, or there is no
 * such variable (user guide, "Custom NGINX upstream hashing").
 */
export function hashKey({ balancing, sessionAffinity }: Hashed): string | undefined {
  if (balancing === undefined) {
    return sessionAffinity?.type === "SourceIP" && sessionAffinity.ttl === undefined ? "$remote_addr" : undefined;
  }
  if (balancing.algorithm === "SourceHash") return "$remote_addr";
  if (balancing.algorithm !== "ConsistentHash" || balancing.key === undefined) return undefined;
  const [, kind, name = ""] = /^(\w+)(?::(.*))?$/.exec(balancing.key) ?? [];
  switch (kind) {
    case "source":
      return "$remote_addr";
    case "path":
      return "$uri";
    case "header":
      return /^[A-Za-z0-9-]+$/.test(name) ? `$http_${name.toLowerCase().replaceAll("-", "_")}` : undefined;
    case "cookie":
      return /^\w+$/.test(name) ? `$cookie_${name}` : undefined;
    case "query":
      return /^\w+$/.test(name) ? `$arg_${name}` : undefined;
    default:
      return undefined;
  }
}
