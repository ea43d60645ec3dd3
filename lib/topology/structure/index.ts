import type { Finding } from "../finding";
import { childOf, type Location } from "../location";
import type { Topology } from "../model";
import { type SchemaFault, schemaFaults } from "./compiled-schema";
import { type Draft, withoutUnreadable } from "./draft";
import { translate } from "./translate";

export type { Draft } from "./draft";

/** What the schema says of a document, and what can be read of it all the same. */
export interface Structure {
  readonly findings: readonly Finding[];
  readonly topology: Draft<Topology>;
  /** Places that hold something unknown or not of their type, which `topology` therefore leaves out. */
  readonly unreadable: readonly Location[];
}

/** Checks a document against the schema: types, fields, values, lengths. */
export function checkStructure(document: unknown): Structure {
  const faults = schemaFaults(document).map((fault) => ({ fault, at: toLocation(document, fault.instancePath) }));
  const telling = tellingFaults(faults);
  const findings = telling.map(({ fault, at }) => translate(fault, at));
  const unreadable = telling.flatMap(unreadablePlace);
  return {
    findings,
    topology: unreadable.length === 0 ? (document as Draft<Topology>) : withoutUnreadable(document, unreadable),
    unreadable,
  };
}

interface PlacedFault {
  readonly fault: SchemaFault;
  readonly at: Location;
}

/** Keywords after whose fault a value cannot be taken for what its type says. */
const HIDES_ITS_VALUE: ReadonlySet<string> = new Set(["type", "enum", "const", "discriminator", "anyOf"]);

function unreadablePlace({ fault, at }: PlacedFault): readonly Location[] {
  const { additionalProperty } = fault.params;
  if (additionalProperty !== undefined) return [[...at, additionalProperty]];
  return HIDES_ITS_VALUE.has(fault.keyword) ? [at] : [];
}

/** Of several faults of one value, the first of these says all that there is to say. */
const MOST_TELLING = [
  "anyOf",
  "type",
  "discriminator",
  "const",
  "enum",
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
];

/** Leaves out faults that merely follow from others at the same place. */
function tellingFaults(faults: readonly PlacedFault[]): readonly PlacedFault[] {
  const best = new Map<string, number>();
  for (const { fault } of faults) {
    const rank = MOST_TELLING.indexOf(fault.keyword);
    if (rank >= 0) best.set(fault.instancePath, Math.min(rank, best.get(fault.instancePath) ?? rank));
  }
  return faults.filter(({ fault }) => {
    const rank = MOST_TELLING.indexOf(fault.keyword);
    if (rank >= 0) return rank === best.get(fault.instancePath);
    // A union without its tag lacks a required field too.
    const { discriminator } = fault.parentSchema;
    return fault.keyword !== "required" || discriminator?.propertyName !== fault.params.missingProperty;
  });
}

/** Reads a JSON pointer (RFC 6901); whether a step is an index shows in the document alone. */
function toLocation(document: unknown, pointer: string): Location {
  const location: (string | number)[] = [];
  let value = document;
  for (const escaped of pointer.split("/").slice(1)) {
    const text = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(value) ? Number(text) : text;
    location.push(step);
    value = childOf(value, step);
  }
  return location;
}
