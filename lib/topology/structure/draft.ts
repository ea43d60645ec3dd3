import type { Location } from "../location";
import type { Topology } from "../model";

/**
 * A document on its way to being a `T`: any field may be missing and any element of a list may be unreadable, but what
 * is there has its type. So every rule can be checked on whatever part of a faulty document makes sense.
 */
export type Draft<T> = T extends readonly (infer Element)[]
  ? readonly (Draft<Element> | undefined)[]
  : T extends object
    ? { readonly [Field in keyof T]?: Draft<T[Field]> | undefined }
    : T;

/** The places to take out, by their first step; `undefined` is the place itself. */
type Cuts = Map<string | number, Cuts | undefined>;

/** The document without the values at the places named. Lists keep their length, so that indices stay what they were. */
export function withoutUnreadable(document: unknown, unreadable: readonly Location[]): Draft<Topology> {
  const cuts: Cuts = new Map();
  for (const location of unreadable) {
    if (location.length === 0) return {};
    addCut(cuts, location);
  }
  return cut(document, cuts) as Draft<Topology>;
}

function addCut(cuts: Cuts, location: Location): void {
  let inner = cuts;
  for (const [depth, step] of location.entries()) {
    if (depth === location.length - 1) {
      inner.set(step, undefined);
      return;
    }
    let next = inner.get(step);
    if (next === undefined) {
      if (inner.has(step)) return;
      next = new Map();
      inner.set(step, next);
    }
    inner = next;
  }
}

function cut(value: unknown, cuts: Cuts): unknown {
  const copy: Record<string | number, unknown> = (
    Array.isArray(value) ? [...value] : { ...(value as object) }
  ) as never;
  for (const [step, inner] of cuts) copy[step] = inner === undefined ? undefined : cut(copy[step], inner);
  return copy;
}
