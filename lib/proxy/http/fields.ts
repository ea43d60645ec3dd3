import type { HeaderField } from "../../topology";

/** The first value of a field; `lowerCaseName` is compared without regard to case. */
export function fieldValue(fields: readonly string[], lowerCaseName: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    if (fields[index]?.toLowerCase() === lowerCaseName) return fields[index + 1];
  }
  return undefined;
}

/** Takes every field of these names away, in place. */
export function removeFields(fields: string[], lowerCaseNames: ReadonlySet<string>): void {
  let kept = 0;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const value = fields[index + 1] ?? "";
    if (lowerCaseNames.has(name.toLowerCase())) continue;
    fields[kept] = name;
    fields[kept + 1] = value;
    kept += 2;
  }
  fields.length = kept;
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
