/** Something that is measured; `npm run bench -- NAME` runs one, `npm run bench` all. */
export interface Bench {
  readonly name: string;
  /** What is measured, as one line. */
  readonly title: string;
  /** Why it cannot run on this machine, and what would help; without it, it always can. */
  missing?(): string | undefined;
  /**
   * @param options what the command line has after the names
   * @throws {@link BenchUsageError} on an option that it does not know
   */
  run(options: readonly string[]): Promise<BenchReport> | BenchReport;
}

export interface BenchReport {
  /** What a reader must know to compare: versions, what was left out and why. */
  readonly notes?: readonly string[];
  /** Printed as a table, a column for each name of a field. */
  readonly rows: readonly BenchRow[];
  /** What the project promises, and what was measured. */
  readonly promises: readonly Promised[];
  /** Written to the results beside the table, and not printed. */
  readonly details?: unknown;
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

/** A command line that no bench understands; its message is for the user. */
export class BenchUsageError extends Error {}
