/** A value that YAML can write. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [name: string]: YamlValue };

/** Writes a value as YAML, one entry a line; strings in double quotes, whose escapes are JSON's. */
export function toYaml(value: YamlValue): string {
  return `${lines(value).join("\n")}\n`;
}

function lines(value: YamlValue): readonly string[] {
  if (isList(value)) return value.flatMap((entry) => hang("- ", "  ", lines(entry)));
  if (typeof value !== "object") return [typeof value === "string" ? JSON.stringify(value) : String(value)];
  return Object.entries(value).flatMap(([name, entry]) =>
    typeof entry === "object"
      ? [`${name}:`, ...lines(entry).map((line) => `  ${line}`)]
      : lines(entry).map((line) => `${name}: ${line}`),
  );
}

/** Puts a mark before the first line and indents the others as far. */
function hang(mark: string, indent: string, [first = "", ...rest]: readonly string[]): readonly string[] {
  return [`${mark}${first}`, ...rest.map((line) => `${indent}${line}`)];
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}
