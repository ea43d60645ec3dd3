import published from "../../../schema/topology.v1.json";

/** The part of JSON Schema (draft-07) that the Topology's schema is written in. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: "object" | "array" | "string" | "number" | "integer";
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly const?: string | number;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly patternErrorMessage?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

export const topologySchema = published as JsonSchema;

/** The schema that a `$ref` stands for; any other as it is. */
export function resolve(schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.slice("#/definitions/".length);
  return topologySchema.definitions?.[name] ?? {};
}

/** One kind of a union whose kinds a field tells apart. */
export interface Variant {
  /** The field that tells, such as `type`. */
  readonly tag: string;
  /** Its value here, such as `HTTP`. */
  readonly value: string;
  /** All kinds of the union, this one included. */
  readonly all: readonly Variant[];
  readonly schema: JsonSchema;
}

/** The kinds of a union, in the order of its types; none where the schema is no such union. */
export function variantsOf(union: JsonSchema): readonly Variant[] {
  const tag = union.discriminator?.propertyName;
  if (tag === undefined) return [];
  const all: Variant[] = [];
  for (const member of union.oneOf ?? []) {
    const schema = resolve(member);
    all.push({ tag, value: String(schema.properties?.[tag]?.const), all, schema });
  }
  return all;
}

/** Which kind of which union a schema is. */
export function variantOf(schema: JsonSchema): Variant | undefined {
  variantBySchema ??= new Map(
    Object.values(topologySchema.definitions ?? {})
      .flatMap(variantsOf)
      .map((variant) => [variant.schema, variant]),
  );
  return variantBySchema.get(schema);
}

let variantBySchema: Map<JsonSchema, Variant> | undefined;
