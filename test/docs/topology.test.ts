import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, readPage } from "./support/pages";

/** As much of a JSON Schema as says which fields there are. */
interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(readFileSync(join(ROOT, "schema", "topology.v1.json"), "utf8")) as Schema;
const named = new Set(
  [
    ...readPage("docs/topology.md")
      .text.replace(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/`([^`]+)`/g),
  ].map(([, text = ""]) => text),
);
const objects = [["the document", schema] as const, ...Object.entries(schema.definitions ?? {})].flatMap(
  ([name, { properties = {} }]) => {
    const fields = Object.keys(properties);
    return fields.length === 0 ? [] : [[name, fields] as const];
  },
);

test.each(objects)("docs/topology.md names every field of %s", (_, fields) => {
  const missing = fields.filter((field) => !named.has(field) && !isShown(field));
  expect(missing).toEqual([]);
});

/** Fields of the two kinds of new paths stand in objects that are shown whole. */
function isShown(field: string): boolean {
  return [...named].some((text) => text.startsWith("{") && text.includes(`"${field}"`));
}
