import type { BenchRow } from "./bench";

/** Plain text: a line of column names, then one for each row; numbers to the right. */
export function formatTable(rows: readonly BenchRow[]): string {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => cell(row, column).length)));
  const header = columns.map((column, index) => align(column, widths[index] ?? 0, isNumeric(rows, column)));
  const lines = rows.map((row) =>
    columns.map((column, index) => align(cell(row, column), widths[index] ?? 0, isNumeric(rows, column))),
  );
  return [header, widths.map((width) => "-".repeat(width)), ...lines]
    .map((cells) => `${cells.join("  ").trimEnd()}\n`)
    .join("");
}

function cell(row: BenchRow, column: string): string {
  const value = row[column];
  return typeof value === "number" ? value.toLocaleString("en") : (value ?? "");
}

/** A row may lack a figure, or have nothing there. */
function isNumeric(rows: readonly BenchRow[], column: string): boolean {
  return rows.every(({ [column]: value = "" }) => value === "" || typeof value === "number");
}

function align(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}
