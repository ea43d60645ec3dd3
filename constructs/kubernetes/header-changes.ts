import type { HeaderField } from "../../lib/topology";

/** Changes to header fields: `remove` first, then `set`, then `add`. */
export interface HeaderModifier {
  readonly set?: readonly HeaderField[];
  readonly add?: readonly HeaderField[];
  readonly remove?: readonly string[];
}

/** What becomes of one header field. */
export type HeaderChange =
  | { readonly type: "set"; readonly value: string }
  | { readonly type: "remove" }
  /** Stands beside the values that are there. */
  | { readonly type: "add"; readonly value: string };

/** What several modifiers in turn make of each header field, by its name in lower case. */
export function headerChanges(modifiers: readonly HeaderModifier[]): ReadonlyMap<string, HeaderChange> {
  const changes = new Map<string, HeaderChange>();
  for (const { remove = [], set = [], add = [] } of modifiers) {
    for (const name of remove) changes.set(name.toLowerCase(), { type: "remove" });
    for (const { name, value } of set) changes.set(name.toLowerCase(), { type: "set", value });
    for (const { name, value } of add) {
      const key = name.toLowerCase();
      changes.set(key, added(changes.get(key), value));
    }
  }
  return changes;
}

/** Several values of one field are the same as one with commas between them (RFC 9110 section 5.3). */
function added(before: HeaderChange | undefined, value: string): HeaderChange {
  if (before === undefined) return { type: "add", value };
  return before.type === "remove" ? { type: "set", value } : { ...before, value: `${before.value}, ${value}` };
}
