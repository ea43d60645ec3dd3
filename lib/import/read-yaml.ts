import { parseAllDocuments } from "yaml";
import type { Diagnostic } from "../topology";
import { ImportError } from "./imported";
import { isDeeperThan } from "./yaml-depth";

/** What may stand in a YAML file. */
export type YamlValue = unknown;

/**
 * The documents of a YAML file, JSON included.
 *
 * @throws ImportError with every fault of the syntax
 */
export function readYaml(text: string): readonly YamlValue[] {
  if (isDeeperThan(DEEPEST, text)) throw new ImportError([fault(undefined, "it is nested too deeply")]);
  const documents = [...parseAllDocuments(text, { version: "1.1", merge: true })];
  const faults = documents.flatMap(({ errors }) => errors);
  if (faults.length > 0) {
    const more = faults.length - MOST;
    throw new ImportError([
      ...faults.slice(0, MOST).map(({ message, linePos }) => fault(linePos?.[0].line, whatOf(message))),
      ...(more > 0 ? [fault(undefined, `there are ${more} more faults, most likely for the same reason`)] : []),
    ]);
  }
  try {
    return documents
      .map((document) => document.toJS({ maxAliasCount: MOST_ALIASES }) as YamlValue)
      .filter((value) => value !== null);
  } catch (error) {
    // Aliases of aliases, or merges of what is no object.
    throw new ImportError([fault(undefined, whatOf((error as Error).message))]);
  }
}

const MOST_ALIASES = 1000;
const DEEPEST = 200;

/** One fault of the syntax makes many. */
const MOST = 5;

function fault(line: number | undefined, message: string): Diagnostic {
  return {
    code: "import-syntax",
    severity: "error",
    path: line === undefined ? "" : `line ${line}`,
    message: `this is no YAML that can be read: ${message}`,
    remedy: "mend the file, or export it anew",
  };
}

function whatOf(message: string): string {
  const [first = message] = message.split("\n");
  return first.replace(/ at line \d+, column \d+:?$/, "");
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
