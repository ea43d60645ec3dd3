import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";

/** What the tests need of an object as the API takes it. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Where published schemas are from; scripts/update-kubernetes-schemas.js has fetched them. */
export type Definitions =
  | "gateway-api-1.5-standard"
  | "gateway-api-1.5-experimental"
  | "gateway-api-1.6-standard"
  | "traefik-3.7";

/** A CustomResourceDefinition, as it can be applied to a cluster. */
export interface CustomResourceDefinition extends ApiObject {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

type Schema = { readonly [keyword: string]: unknown };

interface OpenApi {
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const FOLDER = join(__dirname, "..");
const KUBERNETES = read<OpenApi>("kubernetes");
const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

export function customResourceDefinitions(name: Definitions): readonly CustomResourceDefinition[] {
  return read<{ readonly definitions: readonly CustomResourceDefinition[] }>(name).definitions;
}

/**
 * Holds objects to the published schemas of their versions: those of Kubernetes itself, and of these definitions. As
 * strictly as `kubectl apply --validate=strict`: a field that the schema does not have is an error.
 */
export class PublishedSchemas {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  private readonly schemas = new Map<string, Schema>();
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(...definitions: readonly Definitions[]) {
    for (const [kind, name] of Object.entries(KUBERNETES.kinds)) this.schemas.set(kind, { $ref: reference(name) });
    for (const { spec } of definitions.flatMap(customResourceDefinitions)) {
      for (const { name, served, schema } of spec.versions) {
        if (served) this.schemas.set(`${spec.group}/${name}/${spec.names.kind}`, schema.openAPIV3Schema);
      }
    }
    const closed = Object.entries(KUBERNETES.definitions).map(([name, schema]) => [name, close(schema)]);
    this.ajv.addSchema({ $id: "kubernetes", definitions: Object.fromEntries(closed) });
  }

  /** What of an object the API would refuse, each with its place; a kind that is not known is refused. */
  errorsOf(object: ApiObject): readonly string[] {
    const kind = `${object.apiVersion}/${object.kind}`;
    const validate = this.validatorOf(kind);
    if (validate === undefined) return [`no schema of ${kind}`];
    validate(object);
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${kind}${instancePath} ${message} ${JSON.stringify(params)}`.replaceAll('"', "'"),
    );
  }

  private validatorOf(kind: string): ValidateFunction | undefined {
    const schema = this.schemas.get(kind);
    if (schema === undefined) return undefined;
    const validator =
      this.validators.get(kind) ?? this.ajv.compile("$ref" in schema ? schema : ofCustomResource(schema));
    this.validators.set(kind, validator);
    return validator;
  }
}

/** A definition says of the metadata only that there are some. */
function ofCustomResource(schema: Schema): Schema {
  const closed = close(schema);
  const properties = closed.properties as Schema;
  return { ...closed, properties: { ...properties, metadata: { $ref: reference(OBJECT_META) } } };
}

function reference(definition: string): string {
  return `kubernetes#/definitions/${definition}`;
}

/**
 * The schema without fields that it does not name. Only where it gives the structure: what stands in `allOf`, `anyOf` and
 * the like repeats some of the fields to say more about them.
 */
function close(schema: Schema): Schema {
  const { properties, items, additionalProperties, $ref, ...others } = schema;
  if (typeof $ref === "string") return { $ref: reference($ref.replace("#/definitions/", "")) };
  if (schema["x-kubernetes-int-or-string"] === true) return { type: ["integer", "string"] };
  if (schema.format === "int-or-string") return { type: ["integer", "string"] };
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true || properties === undefined;
  return {
    ...others,
    ...(isSchema(items) ? { items: close(items) } : {}),
    ...(isSchema(additionalProperties) ? { additionalProperties: close(additionalProperties) } : {}),
    ...(isSchema(properties)
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, close(one as Schema)])),
        }
      : {}),
    ...(isOpen ? {} : { additionalProperties: false }),
  };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as T;
}
