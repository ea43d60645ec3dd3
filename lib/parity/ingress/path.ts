import type { IngressPath } from "./ingress";

/**
 * Whether a path of type Prefix fits: element by element, a trailing slash not counted on either side, with regard to
 * case (kubernetes.io, Ingress, "Path types").
 */
export function fitsPrefix(prefix: string, path: string): boolean {
  const wanted = elements(prefix);
  const present = elements(path);
  return wanted.length <= present.length && wanted.every((element, index) => element === present[index]);
}

function elements(path: string): readonly string[] {
  return path.replace(/\/$/, "").split("/").slice(1);
}

/**
 * Whether a rule's host fits: the same name, or a wildcard for exactly one label (kubernetes.io, Ingress, "Hostname
 * wildcards").
 */
export function fitsHost(pattern: string, hostname: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === hostname;
  const dot = hostname.indexOf(".");
  return dot > 0 && hostname.slice(dot) === pattern.slice(1);
}

/** Negative where `a` is tried first: the longer path, then Exact (kubernetes.io, Ingress, "Multiple matches"). */
export function comparePaths(a: IngressPath, b: IngressPath): number {
  return b.value.length - a.value.length || Number(b.type === "Exact") - Number(a.type === "Exact");
}
