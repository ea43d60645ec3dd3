import type { Finding } from "../finding";
import type { Location } from "../location";
import { nearest } from "../suggestion";
import { quoted, quotedList } from "../wording";
import type { SchemaFault } from "./compiled-schema";
import { type JsonSchema, variantOf, variantsOf } from "./json-schema";
import { choicesOf, describe, describeField, found } from "./words";

type Translation = Omit<Finding, "severity" | "at"> & { readonly at?: Location };

type Translator = (fault: SchemaFault, at: Location) => Translation;

const TRANSLATORS: Readonly<Record<string, Translator>> = {
  additionalProperties: unknownField,
  required: missingField,
  type: wrongType,
  anyOf: wrongType,
  enum: unknownValue,
  const: unknownValue,
  discriminator: unknownVariant,
  pattern: ({ parentSchema, data }, at) => ({
    code: "invalid-format",
    message: `${quoted(data)} is not ${parentSchema.title === undefined ? `a valid ${fieldAt(at)}` : describe(parentSchema)}`,
    ...(parentSchema.patternErrorMessage === undefined ? {} : { remedy: parentSchema.patternErrorMessage }),
  }),
  minimum: outOfRange,
  maximum: outOfRange,
  minLength: ({ parentSchema }) => ({
    code: "invalid-length",
    message: "the text is empty",
    remedy: parentSchema.title === undefined ? "write at least one character" : `write ${describe(parentSchema)}`,
  }),
  maxLength: ({ parentSchema, data }) => ({
    code: "invalid-length",
    message: `the text has ${[...String(data)].length} characters`,
    remedy: `write at most ${parentSchema.maxLength}`,
  }),
  minItems: ({ parentSchema }) => ({
    code: "invalid-length",
    message: "the list is empty",
    remedy: `write at least ${parentSchema.minItems === 1 ? "one entry" : `${parentSchema.minItems} entries`}`,
  }),
  maxItems: ({ parentSchema, data }) => ({
    code: "invalid-length",
    message: `the list has ${(data as readonly unknown[]).length} entries`,
    remedy: `write at most ${parentSchema.maxItems}`,
  }),
};

/** The keywords of JSON Schema whose faults have words of their own. */
export const translatedKeywords: readonly string[] = Object.keys(TRANSLATORS);

/** Says in words what a keyword of the schema found. */
export function translate(fault: SchemaFault, at: Location): Finding {
  const translator = TRANSLATORS[fault.keyword] ?? unexpected;
  return { severity: "error", at, ...translator(fault, at) };
}

function unknownField({ params, parentSchema, data }: SchemaFault, at: Location): Translation {
  const field = String(params.additionalProperty);
  const known = Object.keys(parentSchema.properties ?? {});
  const remedy = otherVariants(field, parentSchema) ?? nearestField(field, known, data);
  return {
    code: "unknown-field",
    at: [...at, field],
    message: `unknown field ${quoted(field)}`,
    remedy: remedy ?? `fields here are ${quotedList(known, "and")}`,
  };
}

/** A field that another kind of the same union has, such as `router` on a TCP listener. */
function otherVariants(field: string, schema: JsonSchema): string | undefined {
  const variant = variantOf(schema);
  if (variant === undefined) return undefined;
  const owners = variant.all.filter((other) => other.schema.properties?.[field] !== undefined);
  if (owners.length === 0) return undefined;
  const values = owners.map(({ value }) => value);
  return `it goes with ${variant.tag} ${quotedList(values, "or")}, and this is "${variant.value}"`;
}

function nearestField(field: string, known: readonly string[], data: unknown): string | undefined {
  const free = known.filter((name) => !Object.hasOwn(data as object, name));
  const meant = nearest(field, free) ?? nearest(field, known);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

function missingField({ params, parentSchema }: SchemaFault): Translation {
  return missing(String(params.missingProperty), parentSchema);
}

function missing(field: string, parentSchema: JsonSchema): Translation {
  return {
    code: "missing-field",
    message: `missing field "${field}"`,
    remedy: `add "${field}": ${describeField(parentSchema, field)}`,
  };
}

function wrongType({ parentSchema, data }: SchemaFault): Translation {
  const remedy = wrongTypeRemedy(parentSchema, data);
  return {
    code: "wrong-type",
    message: `expected ${describe(parentSchema)}, found ${found(data)}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function wrongTypeRemedy(schema: JsonSchema, data: unknown): string | undefined {
  const { type, patternErrorMessage } = schema;
  if ((type === "integer" || type === "number") && typeof data === "string" && /^\d+$/.test(data)) {
    return `write ${data} without quotes`;
  }
  if (patternErrorMessage !== undefined) return patternErrorMessage;
  if (type === "string" && typeof data === "number" && choicesOf(schema) === undefined) return "write it in quotes";
  if (type === "array" && data !== null) return "put it in square brackets";
  return undefined;
}

function unknownValue({ parentSchema, data }: SchemaFault, at: Location): Translation {
  const choices = (parentSchema.enum ?? [parentSchema.const]).filter((choice) => typeof choice === "string");
  return unknownChoice(at, data, choices, choicesOf(parentSchema) ?? "");
}

function unknownVariant({ params, parentSchema, data }: SchemaFault, at: Location): Translation {
  const tag = String(params.tag);
  const value = params.tagValue;
  const values = variantsOf(parentSchema).map((variant) => variant.value);
  const place = [...at, tag];
  if (typeof value === "string") return { at: place, ...unknownChoice(place, value, values, quotedList(values, "or")) };
  if (!Object.hasOwn(data as object, tag)) return missing(tag, parentSchema);
  return { code: "wrong-type", at: place, message: `expected ${quotedList(values, "or")}, found ${found(value)}` };
}

function unknownChoice(at: Location, value: unknown, choices: readonly string[], all: string): Translation {
  const meant = typeof value === "string" ? nearest(value, choices) : undefined;
  return {
    code: "unknown-value",
    message: `unknown ${fieldAt(at)} ${quoted(value)}`,
    remedy: meant === undefined ? `write ${all}` : `did you mean "${meant}"?`,
  };
}

function outOfRange({ parentSchema, data }: SchemaFault): Translation {
  return {
    code: "out-of-range",
    message: `${quoted(data)} is out of range`,
    remedy: `write ${describe(parentSchema)}`,
  };
}

function unexpected({ keyword, data }: SchemaFault): Translation {
  return { code: "invalid-value", message: `${found(data)} does not fit the schema ("${keyword}")` };
}

/** The field that a place is, or is an element of. */
function fieldAt(at: Location): string {
  return String(at.findLast((step) => typeof step === "string") ?? "value");
}
