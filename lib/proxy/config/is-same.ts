import { isDeepStrictEqual } from "node:util";
import type { Steps } from "../../topology";

/** Down to here things are compared part by part: a route is the part of a list of a router of a list of a Topology. */
const DEPTH = 4;

/** Whether two documents say the same, in the same order of lists. */
export function* isSame(one: unknown, other: unknown, depth = DEPTH): Steps<boolean> {
  if (depth === 0 || !isWhole(one) || !isWhole(other) || Array.isArray(one) !== Array.isArray(other)) {
    return isDeepStrictEqual(one, other);
  }
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(other, key) || !(yield* isSame(one[key], other[key], depth - 1))) return false;
    yield;
  }
  return true;
}

/** Whether a value has parts. */
function isWhole(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
