/** What begins an expression in a Terraform string, unless it is one of cdktf's tokens. */
const EXPRESSION = /([$%])\{(?!TfToken\[)/g;

/**
 * Doubles the `$` or `%` before a `{` in every string of a value, keys included, so that Terraform takes it as it
 * stands (Terraform language, "Strings and Templates"). Tokens are left alone.
 */
export function escapeTemplates<T>(value: T): T;
export function escapeTemplates(value: unknown): unknown {
  if (typeof value === "string") return value.replace(EXPRESSION, "$1$1{");
  if (Array.isArray(value)) return value.map((entry) => escapeTemplates(entry));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [escapeTemplates(key), escapeTemplates(entry)]),
  );
}
