import { quoted, quotedList, withArticle } from "../wording";
import { type JsonSchema, resolve, variantsOf } from "./json-schema";

/** What a schema takes, as part of a sentence: `a whole number from 1 to 65535`. */
export function describe(reference: JsonSchema): string {
  const schema = resolve(reference);
  const choices = choicesOf(schema);
  if (choices !== undefined) return choices;
  if (schema.anyOf !== undefined) return schema.anyOf.map(describe).join(" or ");
  switch (schema.type) {
    case "array":
      return "a list";
    case "object":
      return "an object";
    case "integer":
      return `a whole number${range(schema)}`;
    case "number":
      return `a number${range(schema)}`;
    case "string":
      return schema.title === undefined ? "a string" : withArticle(schema.title);
    default:
      return "a value";
  }
}

/** The values of a schema that lists them, as part of a sentence: `"http" or "https"`. */
export function choicesOf(reference: JsonSchema): string | undefined {
  const schema = resolve(reference);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return schema.enum === undefined ? undefined : quotedList(schema.enum, "or");
}

/** What to write for a field of an object or of a union of objects, as part of a sentence. */
export function describeField(schema: JsonSchema, field: string): string {
  const known = schema.properties?.[field];
  if (known !== undefined) return describe(known);
  const values = variantsOf(schema).map(({ value }) => value);
  return values.length === 0 ? "a value" : quotedList(values, "or");
}

/** What a value is, as part of a sentence: `the string "80"`, `a list`. */
export function found(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return value === null ? "null" : "an object";
    case "string":
      return `the string ${quoted(value)}`;
    case "number":
      return `the number ${value}`;
    default:
      return String(value);
  }
}

function range({ minimum, maximum }: JsonSchema): string {
  return minimum === undefined || maximum === undefined ? "" : ` from ${minimum} to ${maximum}`;
}
