import { parseAllDocuments } from "yaml";
import { ImportError } from "./imported";

/** What may stand in a YAML file. */
export type YamlValue = unknown;

/**
 * The documents of a YAML file, JSON included.
 *
 * @throws ImportError with every fault of the syntax
 */
export function readYaml(text: string): readonly YamlValue[] {
  const documents = [...parseAllDocuments(text, { version: "1.1", merge: true })];
  const faults = documents.flatMap(({ errors }) => errors);
  if (faults.length > 0) {
    throw new ImportError(
      faults.map(({ message, linePos }) => ({
        code: "import-syntax",
        severity: "error",
        path: linePos === undefined ? "" : `line ${linePos[0].line}`,
        message: `this is not YAML: ${message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? message}`,
        remedy: "mend the file, or export it anew",
      })),
    );
  }
  return documents
    .map((document) => document.toJS({ maxAliasCount: 1000 }) as YamlValue)
    .filter((value) => value !== null);
}

/** A value as an object; an empty one where it is something else. */
export function fieldsOf(value: YamlValue): Readonly<Record<string, YamlValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, YamlValue>)
    : {};
}

/** A value as a list; an empty one where it is something else. */
export function listOf(value: YamlValue): readonly YamlValue[] {
  return Array.isArray(value) ? value : [];
}

/** A text, number or switch as text; `undefined` where it is something else. */
export function textOf(value: YamlValue): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}
