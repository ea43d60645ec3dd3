import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { type KubernetesObject, toYaml, toYamlStream } from "../../lib/export";

function configMap(data: Readonly<Record<string, unknown>>): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "shop" }, data };
}

/** Tools of Kubernetes read YAML 1.1, most others 1.2. */
const VERSIONS = ["1.1", "1.2"] as const;

describe.each(VERSIONS)("read as YAML %s", (version) => {
  test.each([
    "on",
    "yes",
    "n",
    "true",
    "null",
    "~",
    "",
    "012",
    "0o12",
    "0x1F",
    "1_000",
    "1e3",
    ".5",
    "12:30:45",
    "2001-01-01",
    "=",
    "<<",
    "- a",
    "a: b",
    "# a",
    "&a",
    "*a",
    "{a}",
    "line\nline\n",
    "  indented\nless",
    "\ttab",
    "trailing ",
    "\u0000\u0085\u2028",
    "x".repeat(300),
  ])("the text %j stays a text", (text) => {
    const object = configMap({ value: text, [text]: "key" });
    expect(parse(toYaml(object), { version })).toEqual(object);
  });

  test("any object stays what it is", () => {
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.boolean(), fc.integer(), fc.constant(null));
    const data = fc.dictionary(fc.string({ unit: "grapheme-ascii" }), fc.oneof(value, fc.array(value)));
    fc.assert(
      fc.property(data, (entries) => {
        const object = configMap(JSON.parse(JSON.stringify(entries)));
        expect(parse(toYaml(object), { version })).toEqual(object);
      }),
      { numRuns: 200 },
    );
  });
});

test("several objects are a stream of documents, without aliases", () => {
  const labels = { app: "x" };
  const objects = [configMap(labels), configMap(labels)];
  const text = toYamlStream(objects);
  expect(parseAllDocuments(text).map((document) => document.toJS())).toEqual(objects);
  expect(text).not.toMatch(/[&*]a1/);
});
