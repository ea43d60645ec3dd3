import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import { translatedKeywords } from "../../lib/topology/structure/translate";

const root = join(__dirname, "..", "..");
const published = join(root, "schema", "topology.v1.json");
const text = readFileSync(published, "utf8");
const schema = JSON.parse(text);

/** Every schema within the schema. */
function* parts(schema: Record<string, unknown>): Generator<Record<string, unknown>> {
  yield schema;
  const { properties = {}, definitions = {}, items, oneOf = [], anyOf = [] } = schema;
  const inner = [properties, definitions, items === undefined ? [] : [items], oneOf, anyOf].flatMap((group) =>
    Object.values(group as object),
  );
  for (const part of inner) yield* parts(part);
}

function generate(...args: string[]) {
  const script = join(root, "scripts", "generate-schema.js");
  return spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });
}

describe("schema/topology.v1.json", () => {
  it("is what the types give", () => {
    expect(generate("--check")).toMatchObject({ status: 0, stderr: "" });
  });

  it("is told from a stale copy", () => {
    const folder = mkdtempSync(join(tmpdir(), "portico-"));
    try {
      const stale = join(folder, "schema.json");
      writeFileSync(stale, text.replace('"maximum": 65535', '"maximum": 65536'));
      const check = generate("--check", stale);
      expect(check.status).toBe(1);
      expect(check.stderr).toContain('is not what the types give; run "npm run schema"');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is a draft-07 schema with a name that needs no host", () => {
    expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
    expect(schema.$id).toBe("urn:portico:topology:v1");
    expect(new Ajv().validateSchema(schema)).toBe(true);
  });

  it("allows no unknown field anywhere", () => {
    const objects = [...parts(schema)].filter(({ properties }) => properties !== undefined);
    expect(objects.length).toBeGreaterThan(30);
    for (const object of objects) expect(object).toMatchObject({ type: "object", additionalProperties: false });
  });

  it("tells every union of objects apart by one field", () => {
    const unions = [...parts(schema)].filter(({ oneOf }) => oneOf !== undefined);
    expect(unions.map(({ discriminator }) => discriminator)).toEqual([
      { propertyName: "protocol" },
      { propertyName: "type" },
      { propertyName: "type" },
      { propertyName: "type" },
      { propertyName: "type" },
    ]);
  });

  it("describes every type in words", () => {
    const silent = Object.entries<Record<string, unknown>>(schema.definitions)
      .filter(([, { description, enum: values }]) => description === undefined && values === undefined)
      .map(([name]) => name);
    expect(silent).toEqual([]);
  });

  it("says in words what each pattern takes", () => {
    const patterns = [...parts(schema)].filter(({ pattern }) => pattern !== undefined);
    for (const part of patterns) expect(part).toHaveProperty("patternErrorMessage");
  });

  it("has only keywords whose faults the validator has words for", () => {
    const annotations = [
      "$id",
      "$schema",
      "$ref",
      "title",
      "description",
      "default",
      "definitions",
      "patternErrorMessage",
    ];
    const structure = ["properties", "items", "oneOf"];
    const used = new Set([...parts(schema)].flatMap((part) => Object.keys(part)));
    const silent = [...used].filter(
      (keyword) => ![...annotations, ...structure, ...translatedKeywords].includes(keyword),
    );
    expect(silent).toEqual([]);
  });

  it("gives defaults that are values of their own fields", () => {
    const ajv = new Ajv({ discriminator: true, strictTypes: false, useDefaults: false });
    ajv.addKeyword("patternErrorMessage");
    ajv.addSchema(schema, "topology");
    const withDefault = [...parts(schema)].filter((part) => part.default !== undefined);
    expect(withDefault.length).toBeGreaterThan(15);
    for (const { default: value, ...part } of withDefault) {
      const alone = JSON.parse(JSON.stringify(part).replaceAll('"#/', '"topology#/'));
      expect({ value, valid: ajv.validate(alone, value) }).toEqual({ value, valid: true });
    }
  });
});
