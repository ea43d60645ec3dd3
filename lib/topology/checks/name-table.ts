import { nearest } from "../suggestion";
import { quoted, quotedList } from "../wording";

export interface Named {
  readonly name?: string | undefined;
}

export interface TableEntry<Element> {
  readonly element: Element;
  readonly index: number;
}

const MOST_LISTED = 8;

/**
 * Names that are compared with unknown ones in all. Where tens of thousands are unknown among as many, it is no slip of
 * the pen that a suggestion would mend, and to look for one for each would take minutes.
 */
const MOST_COMPARED = 1_000_000;

/** The elements of one of the Topology's lists by name; the first of equals. */
export class NameTable<Element extends Named> {
  private readonly entries = new Map<string, TableEntry<Element>>();
  private readonly remedies = new Map<string, string>();
  private compared = 0;

  /**
   * @param noun - what an element is called, such as `service`
   * @param field - where the list stands in the Topology
   * @param readable - false where something other than a list stands there, so that nobody knows which names exist
   */
  constructor(
    readonly noun: string,
    readonly field: string,
    list: readonly (Element | undefined)[] | undefined,
    readonly readable: boolean,
  ) {
    for (const [index, element] of (list ?? []).entries()) {
      const name = element?.name;
      if (element !== undefined && name !== undefined && !this.entries.has(name)) {
        this.entries.set(name, { element, index });
      }
    }
  }

  get(name: string): TableEntry<Element> | undefined {
    return this.entries.get(name);
  }

  /** What to do about a name that is not there. */
  remedyFor(name: string): string {
    let remedy = this.remedies.get(name);
    if (remedy === undefined) {
      const meant = this.meantBy(name);
      remedy = meant === undefined ? this.listing() : `did you mean ${quoted(meant)}?`;
      this.remedies.set(name, remedy);
    }
    return remedy;
  }

  private meantBy(name: string): string | undefined {
    if (this.compared >= MOST_COMPARED) return undefined;
    this.compared += this.entries.size;
    return nearest(name, [...this.entries.keys()]);
  }

  private listing(): string {
    const addition = `add it to "${this.field}"`;
    if (this.entries.size === 0 || this.entries.size > MOST_LISTED) return addition;
    return `${addition}, or name ${quotedList([...this.entries.keys()], "or")}`;
  }
}
