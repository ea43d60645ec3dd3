import type { Page } from "./pages";

/** The rows of every table of a page whose first column has this heading, as the text of their cells. */
export function tableRows({ text }: Pick<Page, "text">, heading: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let wanted: boolean | undefined;
  for (const line of text.split("\n")) {
    if (!line.startsWith("|")) {
      wanted = undefined;
      continue;
    }
    const cells = cellsOf(line);
    if (wanted === undefined) wanted = cells[0] === heading;
    else if (wanted && !cells.every((cell) => /^:?-+:?$/.test(cell))) rows.push(cells);
  }
  return rows;
}

/** A `|` within a cell is written `\|`. */
function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}
