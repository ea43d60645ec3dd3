/** A piece of a Terraform string: text as it stands, or what Terraform would put in its place. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  /** `${...}` or `%{...}`, without its braces; `source` has them. */
  | { readonly kind: "expression"; readonly expression: string; readonly source: string };

/** What is special in a string; a doubled `$` or `%` stands for one (Terraform language, "Strings and Templates"). */
const SPECIAL = /([$%])\1\{|[$%]\{/g;

/** The pieces of a Terraform string, in their order. */
export function templateParts(source: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = "";
  let from = 0;
  SPECIAL.lastIndex = 0;
  for (let found = SPECIAL.exec(source); found !== null; found = SPECIAL.exec(source)) {
    text += source.slice(from, found.index);
    from = SPECIAL.lastIndex;
    if (found[1] !== undefined) {
      text += `${found[1]}{`;
      continue;
    }
    const end = endOfExpression(source, from);
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
    parts.push({
      kind: "expression",
      expression: source.slice(from, end).trim(),
      source: source.slice(found.index, end + 1),
    });
    from = end + 1;
    SPECIAL.lastIndex = from;
  }
  text += source.slice(from);
  return text === "" && parts.length > 0 ? parts : [...parts, { kind: "text", text }];
}

/** Where the brace stands that ends an expression; braces may be nested, and stand in strings. */
function endOfExpression(source: string, start: number): number {
  let depth = 1;
  let isQuoted = false;
  for (let index = start; index < source.length; index++) {
    const character = source[index];
    if (character === "\\" && isQuoted) index++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === "{") depth++;
    else if (!isQuoted && character === "}" && --depth === 0) return index;
  }
  return source.length;
}
