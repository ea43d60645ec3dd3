"use strict";
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");
const { default: Ajv } = require("ajv");
const { createGenerator } = require("ts-json-schema-generator");

// The types are the source and the schema is read off them, so that the two cannot disagree:
//
//   node scripts/generate-schema.js                  writes schema/topology.v1.json
//   node scripts/generate-schema.js --check [FILE]   exits 1 where the file is not what the types give

const root = join(__dirname, "..");
const published = join(root, "schema", "topology.v1.json");

// Words for editors and for the validator about a pattern; an annotation, so that a plain validator may ignore it.
const ANNOTATIONS = ["patternErrorMessage"];

function generate() {
  const schema = createGenerator({
    path: join(root, "lib", "topology", "model", "topology.ts"),
    tsconfig: join(root, "tsconfig.json"),
    type: "Topology",
    schemaId: "urn:portico:topology:v1",
    expose: "export",
    topRef: false,
    jsDoc: "extended",
    extraTags: ANNOTATIONS,
    additionalProperties: false,
    discriminatorType: "open-api",
    sortProps: false,
    // The compiler proper checks the types; the generator brings an older one.
    skipTypeCheck: true,
  }).createSchema("Topology");
  moveProseDefaults(schema);
  eachSchema(schema, tidyDescription);
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** `@default` may be prose in the types ("every host"). JSON Schema takes values alone: prose joins the description. */
function moveProseDefaults(schema) {
  const ajv = new Ajv({ discriminator: true, strictTypes: false, logger: false });
  for (const annotation of ANNOTATIONS) ajv.addKeyword(annotation);
  const bare = structuredClone(schema);
  eachSchema(bare, (part) => delete part.default);
  ajv.addSchema({ ...bare, $id: "all" });
  eachSchema(schema, (part) => {
    if (part.default === undefined) return;
    const { default: value, description, ...rest } = part;
    const alone = structuredClone(rest);
    eachSchema(alone, (inner) => {
      if (inner.$ref !== undefined) inner.$ref = `all${inner.$ref}`;
      delete inner.default;
    });
    if (ajv.validate(alone, value)) return;
    if (typeof value !== "string") throw new Error(`@default ${JSON.stringify(value)} is no value of its own type`);
    delete part.default;
    part.description = [description, `Default: ${value}.`].filter(Boolean).join(" ");
  });
}

/** A line break inside a list item leaves its indentation behind. */
function tidyDescription(part) {
  if (part.description !== undefined) part.description = part.description.replace(/(\S) {2,}/g, "$1 ");
}

function eachSchema(schema, visit) {
  visit(schema);
  const { properties = {}, definitions = {}, items, oneOf = [], anyOf = [], allOf = [] } = schema;
  const inner = [...Object.values(properties), ...Object.values(definitions), ...oneOf, ...anyOf, ...allOf];
  for (const part of items === undefined ? inner : [...inner, items]) eachSchema(part, visit);
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function main([mode, file = published]) {
  const text = generate();
  if (mode === "--check") {
    if (read(file) === text) return 0;
    console.error(`${relative(process.cwd(), file)} is not what the types give; run "npm run schema"`);
    return 1;
  }
  if (mode !== undefined) {
    console.error("usage: node scripts/generate-schema.js [--check [FILE]]");
    return 2;
  }
  mkdirSync(dirname(published), { recursive: true });
  writeFileSync(published, text);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
