/** An object of a Terraform JSON document: a resource's body, or a block within it. */
export type Block = Readonly<Record<string, unknown>>;

/**
 * The blocks under one name. Terraform's JSON syntax writes a single block as an object and several as an array of
 * them, and reads either (https://developer.hashicorp.com/terraform/language/syntax/json, "Nested Block Mapping").
 */
export function blocks(value: unknown): readonly Block[] {
  if (Array.isArray(value)) return value.filter(isBlock);
  return isBlock(value) ? [value] : [];
}

/** The first block under one name; an empty one where there is none. */
export function block(value: unknown): Block {
  return blocks(value)[0] ?? {};
}

/**
 * A text as Terraform evaluates it: `$${` and `%%{` stand for `${` and `%{` (Terraform language, "Strings and
 * Templates"). Expressions stay as they are.
 */
export function text(value: unknown): string | undefined {
  if (typeof value === "string") return value.replace(/([$%])\1\{/g, "$1{");
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((entry) => text(entry) ?? []) : [];
}

/** A number, also where it was written as a string. */
export function number(value: unknown): number | undefined {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : undefined;
}

/** The entries of a map whose values are texts: tags, labels, annotations. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(block(value)).flatMap(([name, entry]): [string, string][] => {
    const read = text(entry);
    return read === undefined ? [] : [[name, read]];
  });
  return Object.fromEntries(entries);
}

function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
