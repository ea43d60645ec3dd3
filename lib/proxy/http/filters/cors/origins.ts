/** The origins that a filter allows. */
export class Origins {
  readonly any: boolean;
  private readonly exact = new Set<string>();
  /** What an origin begins and ends with around a wildcard. */
  private readonly wildcards: (readonly [start: string, end: string])[] = [];

  constructor(origins: readonly string[]) {
    this.any = origins.includes("*");
    for (const origin of origins) {
      // A browser writes scheme and host in lower case (Fetch section 3.2.1, RFC 6454 section 6.2).
      const folded = origin.toLowerCase();
      const [start, end] = folded.split("://*.");
      if (start !== undefined && end !== undefined) this.wildcards.push([`${start}://`, `.${end}`]);
      else this.exact.add(folded);
    }
  }

  allow(origin: string): boolean {
    if (this.any || this.exact.has(origin)) return true;
    return this.wildcards.some(
      ([start, end]) =>
        origin.length > start.length + end.length &&
        origin.startsWith(start) &&
        origin.endsWith(end) &&
        /^[a-z0-9_.-]+$/.test(origin.slice(start.length, origin.length - end.length)),
    );
  }
}
