import { createHash } from "node:crypto";
import { hostnameCovers } from "../../../lib/topology";

/** Which requests a rule can apply to, as far as that is easily told. */
export interface Reach {
  /** `undefined` is every host, or one that is not known yet. */
  readonly hosts: readonly string[] | undefined;
  /** `undefined` is every path, or one that is not known yet. */
  readonly paths: readonly PathReach[] | undefined;
  readonly method: string | undefined;
}

/** `value` of a prefix has no trailing slash. */
export type PathReach =
  | { readonly type: "exact" | "prefix"; readonly value: string }
  | { readonly type: "regular-expression" };

/** Equal where two reaches are, in eight characters. */
export function describeReach({ hosts, paths, method }: Reach): string {
  return createHash("sha256")
    .update(JSON.stringify([hosts, paths, method]))
    .digest("hex")
    .slice(0, 8);
}

/**
 * Whether one request may fit both, in doubt yes.
 *
 * Header values, query parameters and source ranges are left out on purpose. A load balancer tries each value of a
 * repeated header field, so one request may well fit two values. And rules that differ in these alone stay in the order
 * of their routes, which leaves a place between them for a rule that overlaps both.
 */
export function overlap(a: Reach, b: Reach): boolean {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return false;
  return some(a.hosts, b.hosts, hostsOverlap) && some(a.paths, b.paths, pathsOverlap);
}

function some<T>(
  left: readonly T[] | undefined,
  right: readonly T[] | undefined,
  test: (one: T, other: T) => boolean,
): boolean {
  if (left === undefined || right === undefined) return true;
  return left.some((one) => right.some((other) => test(one, other)));
}

function hostsOverlap(one: string, other: string): boolean {
  return one === other || hostnameCovers(one, other) || hostnameCovers(other, one);
}

function pathsOverlap(one: PathReach, other: PathReach): boolean {
  if (one.type === "regular-expression" || other.type === "regular-expression") return true;
  if (one.type === "exact" && other.type === "exact") return one.value === other.value;
  if (one.type === "exact") return within(one.value, other.value);
  if (other.type === "exact") return within(other.value, one.value);
  return within(one.value, other.value) || within(other.value, one.value);
}

function within(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "/");
}
