import type { Diagnostic } from "./diagnostic";
import { childOf, formatLocation, type Location } from "./location";

/** A diagnostic whose place is still in parts. */
export interface Finding extends Omit<Diagnostic, "path"> {
  readonly at: Location;
}

/** Diagnostics in the order in which a reader of the document meets their places. */
export function toDiagnostics(document: unknown, findings: readonly Finding[]): Diagnostic[] {
  const order = new ReadingOrder(document);
  return findings
    .map((finding, index) => ({ finding, index, key: order.keyOf(finding.at) }))
    .sort((one, other) => compareKeys(one.key, other.key) || one.index - other.index)
    .map(({ finding: { at, ...rest } }) => ({ ...rest, path: formatLocation(at) }));
}

/** Turns places into lists of numbers that sort as the document reads. */
class ReadingOrder {
  private readonly ranks = new Map<object, Map<string, number>>();

  constructor(private readonly document: unknown) {}

  keyOf(location: Location): readonly number[] {
    let value = this.document;
    return location.map((step) => {
      const rank = typeof step === "number" ? step : this.rankOf(value, step);
      value = childOf(value, step);
      return rank;
    });
  }

  private rankOf(value: unknown, field: string): number {
    if (typeof value !== "object" || value === null) return 0;
    let ranks = this.ranks.get(value);
    if (ranks === undefined) {
      ranks = new Map(Object.keys(value).map((key, index) => [key, index]));
      this.ranks.set(value, ranks);
    }
    return ranks.get(field) ?? ranks.size;
  }
}

function compareKeys(one: readonly number[], other: readonly number[]): number {
  for (const [index, rank] of one.entries()) {
    const difference = rank - (other[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
