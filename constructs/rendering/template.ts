/**
 * A piece of a Terraform template (https://developer.hashicorp.com/terraform/language/expressions/strings, "String
 * Templates"): text that stays as it is, or an expression whose value takes its place.
 */
export type TemplatePart = { readonly literal: string } | { readonly expression: string };

/**
 * Splits a text as Terraform reads it into its literal parts and the expressions within `${}`. The escapes `$${` and
 * `%%{` are read as what they stand for.
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = "";
  let index = 0;
  while (index < text.length) {
    if (/^(?:\$\$|%%)\{/.test(text.slice(index, index + 3))) {
      literal += text.slice(index + 1, index + 3);
      index += 3;
    } else if (text.startsWith("${", index)) {
      const end = endOfExpression(text, index + 2);
      if (literal !== "") parts.push({ literal });
      parts.push({ expression: text.slice(index + 2, end) });
      literal = "";
      index = end + 1;
    } else {
      literal += text[index];
      index += 1;
    }
  }
  return literal === "" ? parts : [...parts, { literal }];
}

/** Where the brace stands that closes an expression; strings within it may hold braces, and expressions of their own. */
function endOfExpression(text: string, start: number): number {
  const open: ("brace" | "quote")[] = ["brace"];
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (open.at(-1) === "quote") {
      if (character === "\\") index += 1;
      else if (character === '"') open.pop();
      else if (text.startsWith("${", index)) {
        open.push("brace");
        index += 1;
      }
    } else if (character === '"') open.push("quote");
    else if (character === "{") open.push("brace");
    else if (character === "}") {
      open.pop();
      if (open.length === 0) return index;
    }
  }
  return text.length;
}

/** Writes parts as text that Terraform reads as a template. */
export function formatTemplate(parts: readonly TemplatePart[]): string {
  return parts
    .map((part, index) => {
      if ("expression" in part) return `\${${part.expression}}`;
      const escaped = part.literal.replace(/([$%])(?=\{)/g, "$1$1");
      const next = parts[index + 1];
      // A dollar sign before an expression would turn it into an escape.
      return next !== undefined && "expression" in next ? escaped.replace(/\$$/, '${"$"}') : escaped;
    })
    .join("");
}
