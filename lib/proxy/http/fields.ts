import type { HeaderField } from "../../topology";

/** Fields that hold a digest of a body, which another has not (RFC 9530, and what came before it). */
export const DIGESTS: ReadonlySet<string> = new Set(["content-md5", "content-digest", "repr-digest", "digest"]);

/** The first value of a field; `lowerCaseName` is compared without regard to case. */
export function fieldValue(fields: readonly string[], lowerCaseName: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName) return fields[index + 1];
  }
  return undefined;
}

/** All values of a field that is a list, joined; empty where there is none. */
export function allValues(fields: readonly string[], lowerCaseName: string): string {
  return fields.filter((_, index) => index % 2 === 1 && fields[index - 1]?.toLowerCase() === lowerCaseName).join(", ");
}

/** Takes every field of these names away, in place. */
export function removeFields(fields: string[], lowerCaseNames: ReadonlySet<string>): void {
  const lengths = lengthsOf(lowerCaseNames);
  let kept = 0;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (hasLength(lengths, name) && lowerCaseNames.has(name.toLowerCase())) continue;
    if (kept !== index) {
      fields[kept] = name;
      fields[kept + 1] = fields[index + 1] ?? "";
    }
    kept += 2;
  }
  if (kept !== fields.length) fields.length = kept;
}

/** A bit for each length of a name, modulo 32. Most names are told apart by it, without a look at their letters. */
type Lengths = number;

const known = new WeakMap<ReadonlySet<string>, Lengths>();

function lengthsOf(names: ReadonlySet<string>): Lengths {
  let lengths = known.get(names);
  if (lengths === undefined) {
    lengths = 0;
    for (const name of names) lengths |= 1 << (name.length & 31);
    known.set(names, lengths);
  }
  return lengths;
}

function hasLength(lengths: Lengths, name: string): boolean {
  return ((lengths >>> (name.length & 31)) & 1) === 1;
}

/** Changes to fields, prepared once for many lists. */
export class FieldChanges {
  private readonly gone: ReadonlySet<string>;
  private readonly added: readonly string[];

  constructor(change: {
    readonly set?: readonly HeaderField[];
    readonly add?: readonly HeaderField[];
    readonly remove?: readonly string[];
  }) {
    const { set = [], add = [], remove = [] } = change;
    this.gone = new Set([...remove, ...set.map((field) => field.name)].map((name) => name.toLowerCase()));
    this.added = [...set, ...add].flatMap((field) => [field.name, field.value]);
  }

  /** `remove`, then `set`, then `add`, in place. */
  apply(fields: string[]): void {
    if (this.gone.size > 0) removeFields(fields, this.gone);
    fields.push(...this.added);
  }
}

/** Puts an item on a comma-separated list, in place, where it is not there yet. */
export function addToList(fields: string[], name: string, item: string): void {
  const lower = name.toLowerCase();
  for (let index = 0; index < fields.length; index += 2) {
    if (fields[index]?.toLowerCase() !== lower) continue;
    const list = fields[index + 1] ?? "";
    const items = list.split(",").map((one) => one.trim().toLowerCase());
    if (!items.includes(item.toLowerCase()) && !items.includes("*")) fields[index + 1] = `${list}, ${item}`;
    return;
  }
  fields.push(name, item);
}
