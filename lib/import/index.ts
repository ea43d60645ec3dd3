import { ImportError, type Imported, type ImportedMembers } from "./imported";
import { importIngress } from "./ingress";
import { importKontena } from "./kontena";
import { writeStack } from "./stack-writer";

/** What can be read. A new kind is a folder of its own and a line here. */
const SOURCES = { kontena: importKontena, ingress: importIngress } as const;

export type ImportSource = keyof typeof SOURCES;

export const IMPORT_SOURCES = Object.keys(SOURCES) as readonly ImportSource[];

/**
 * Reads an existing setup.
 *
 * @param text - a `kontena.yml`, or Ingresses and Services as YAML
 * @throws ImportError where it is none
 */
export function importSetup(source: ImportSource, text: string): Imported {
  return SOURCES[source](text);
}

export { ImportError, type Imported, type ImportedMembers, writeStack };
