/** What became of the tables. */
export class Tally {
  private comparedTables = 0;
  private refusedTables = 0;
  private requests = 0;
  private asideRequests = 0;
  private readonly codes = new Map<string, number>();

  compared(requests: number, setAside: number): void {
    this.comparedTables++;
    this.requests += requests;
    this.asideRequests += setAside;
  }

  refused(codes: ReadonlySet<string>): void {
    this.refusedTables++;
    for (const code of codes) this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  get share(): number {
    return this.comparedTables / Math.max(1, this.comparedTables + this.refusedTables);
  }

  toString(): string {
    const codes = [...this.codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
    const aside = this.asideRequests === 0 ? "" : `, ${this.asideRequests} requests set aside for known differences`;
    return (
      `${this.comparedTables} tables compared with ${this.requests} requests${aside}; ` +
      `${this.refusedTables} refused${codes.length === 0 ? "" : ` (${codes.join(", ")})`}`
    );
  }
}
