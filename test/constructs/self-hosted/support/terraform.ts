import { parseTemplate } from "../../../../constructs/rendering/template";

/** What Terraform knows: the values of variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** Does to a text what Terraform does: the expressions `var.NAME` and `jsonencode(...)` are all that it knows. */
export function evaluateTemplate(text: string, variables: Variables): string {
  return parseTemplate(text)
    .map((part) => ("literal" in part ? part.literal : String(evaluate(part.expression, variables))))
    .join("");
}

function evaluate(expression: string, variables: Variables): unknown {
  const [, argument] = /^jsonencode\((.*)\)$/s.exec(expression) ?? [];
  if (argument !== undefined) return JSON.stringify(evaluate(argument, variables));
  if (expression.startsWith('"')) return evaluateQuoted(expression.slice(1, -1), variables);
  const [, name = ""] = /^var\.(\w+)$/.exec(expression) ?? [];
  if (!(name in variables)) throw new Error(`there is no ${expression}`);
  return variables[name];
}

/** A quoted string is a template whose literal parts have escapes, JSON's but for `\b`, `\f` and `\/`. */
function evaluateQuoted(text: string, variables: Variables): string {
  return parseTemplate(text)
    .map((part) => {
      if ("expression" in part) return String(evaluate(part.expression, variables));
      const [unknown] = /\\[^nrt"\\u]/.exec(part.literal.replace(/\\\\/g, "")) ?? [];
      if (unknown !== undefined) throw new Error(`Terraform has no escape ${unknown}`);
      return JSON.parse(`"${part.literal}"`) as string;
    })
    .join("");
}
