/** The longest name that a Topology takes. */
const LONGEST = 63;

/** Names as a Topology takes them, each once, from names that follow other rules. */
export class Names {
  private readonly taken: Set<string>;

  /** @param taken - names that others have */
  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken);
  }

  /** @param wanted - any text; what a name must not hold becomes `-` */
  take(wanted: string): string {
    const base =
      wanted
        .replace(/[^A-Za-z0-9.-]+/g, "-")
        .replace(/^[-.]+|[-.]+$/g, "")
        .slice(0, LONGEST) || "unnamed";
    let name = base;
    for (let count = 2; this.taken.has(name); count++) {
      const suffix = `-${count}`;
      name = `${base.slice(0, LONGEST - suffix.length)}${suffix}`;
    }
    this.taken.add(name);
    return name;
  }
}
