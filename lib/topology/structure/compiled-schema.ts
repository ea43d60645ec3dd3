import type { ErrorObject, ValidateFunction } from "ajv";
import { type JsonSchema, topologySchema } from "./json-schema";

/** A fault that the schema found, with the part of the schema and of the document that disagree. */
export interface SchemaFault extends Pick<ErrorObject, "keyword" | "instancePath"> {
  readonly params: {
    readonly additionalProperty?: string;
    readonly missingProperty?: string;
    readonly tag?: string;
    readonly tagValue?: unknown;
  };
  readonly parentSchema: JsonSchema;
  readonly data: unknown;
}

let compiled: ValidateFunction | undefined;

/** Every fault of the document's structure; none where it is a Topology as far as types go. */
export function schemaFaults(document: unknown): readonly SchemaFault[] {
  compiled ??= compile();
  return compiled(document) ? [] : ((compiled.errors ?? []) as SchemaFault[]);
}

/**
 * Loading Ajv and compiling the schema is the dear part of a validation, so it waits for the first document: whoever
 * merely imports the Topology's types and helpers does not pay for it. Code that is neither inlined nor optimized
 * compiles in half the time, and runs no slower on documents of any size that people write.
 */
function compile(): ValidateFunction {
  const { Ajv } = require("ajv") as typeof import("ajv");
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    discriminator: true,
    validateSchema: false,
    meta: false,
    inlineRefs: false,
    code: { optimize: false, process: withoutCopies },
  });
  ajv.addKeyword("patternErrorMessage");
  return ajv.compile(topologySchema);
}

/**
 * The code that Ajv writes gathers the faults of a part by `concat`, which copies all that were found before: twice the
 * faults would take four times as long. Nobody else holds that list, so it is added to instead.
 */
function withoutCopies(code: string): string {
  return code.replace(/vErrors\.concat\((\w+\.errors)\)/g, "$1.reduce((all, one) => (all.push(one), all), vErrors)");
}
