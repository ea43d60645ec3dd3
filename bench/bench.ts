/** Something that is measured; `npm run bench -- NAME` runs one, `npm run bench` all. */
export interface Bench {
  readonly name: string;
  /** What is measured, as one line. */
  readonly title: string;
  run(): Promise<BenchReport> | BenchReport;
}

export interface BenchReport {
  /** Printed as a table, a column for each name of a field. */
  readonly rows: readonly BenchRow[];
  /** What the project promises, and what was measured. */
  readonly promises: readonly Promised[];
}

export type BenchRow = Readonly<Record<string, string | number>>;

export interface Promised {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly unit: string;
}

export function isKept({ measured, atMost }: Promised): boolean {
  return measured <= atMost;
}
