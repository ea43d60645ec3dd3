import { type IResolveContext, Token } from "../cdktf";
import { resolveTemplate } from "./resolve-template";
import { parseTemplate, type TemplatePart } from "./template";

/** Fields whose text may be anything, quotes and line breaks included. */
const FREE_TEXT: ReadonlySet<string> = new Set(["body", "value"]);

/**
 * Writes a value as pretty-printed JSON that Terraform reads as a template: tokens become expressions, and the text
 * that Terraform makes of it is JSON again. Without tokens it is JSON as it stands, and means the same before Terraform
 * has read it and after.
 */
export function renderJson(value: unknown, context: IResolveContext): string {
  return new JsonRenderer(context).render(value, "", "");
}

class JsonRenderer {
  constructor(private readonly context: IResolveContext) {}

  render(value: unknown, field: string, indent: string): string {
    if (typeof value === "string") return this.text(value, field);
    if (Token.isUnresolved(value)) return this.expression(value, field, indent);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const inner = `${indent}  `;
    if (Array.isArray(value)) {
      return block(
        "[]",
        value.map((element) => this.render(element, field, inner)),
        indent,
      );
    }
    const fields = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return block(
      "{}",
      fields.map(([name, entry]) => `${jsonString([{ literal: name }])}: ${this.render(entry, name, inner)}`),
      indent,
    );
  }

  /** A number, list or object that Terraform alone will know. */
  private expression(value: unknown, field: string, indent: string): string {
    const resolved: unknown = this.context.resolve(value);
    if (typeof resolved !== "string") return this.render(resolved, field, indent);
    const [part, ...more] = parseTemplate(resolved);
    if (part === undefined || more.length > 0 || "literal" in part) return this.text(resolved, field);
    return typeof value === "number" ? `\${${part.expression}}` : `\${jsonencode(${part.expression})}`;
  }

  private text(value: string, field: string): string {
    const parts = resolveTemplate(value, this.context);
    const isKnown = parts.every((part) => "literal" in part);
    if (isKnown || !FREE_TEXT.has(field)) return jsonString(parts);
    const [only, ...more] = parts;
    return only !== undefined && "expression" in only && more.length === 0
      ? `\${jsonencode(${only.expression})}`
      : `\${jsonencode(${jsonString(parts)})}`;
  }
}

function block(brackets: "[]" | "{}", entries: readonly string[], indent: string): string {
  if (entries.length === 0) return brackets;
  const [open, close] = brackets;
  return `${open}\n${entries.map((entry) => `${indent}  ${entry}`).join(",\n")}\n${indent}${close}`;
}

/**
 * A string with expressions in it. JSON's own escapes keep a literal dollar or per cent sign from beginning an
 * expression; they mean the same in Terraform's quoted strings.
 */
function jsonString(parts: readonly TemplatePart[]): string {
  const text = parts.map((part, index) => {
    if ("expression" in part) return `\${${part.expression}}`;
    const next = parts[index + 1];
    const escaped = JSON.stringify(part.literal)
      .slice(1, -1)
      .replace(/\\(.)/g, forTerraform)
      .replace(/[$%](?=\{)/g, inHex);
    return next !== undefined && "expression" in next ? escaped.replace(/\$$/, inHex) : escaped;
  });
  return `"${text.join("")}"`;
}

/** Two of JSON's escapes are not among those of Terraform's quoted strings. */
function forTerraform(pair: string, letter: string): string {
  if (letter === "b") return inHex("\b");
  return letter === "f" ? inHex("\f") : pair;
}

function inHex(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
