import type { Box, Diagram, Group, Link } from "./diagram";

/** A diagram in Mermaid's flowchart language, as READMEs and wikis show it. */
export function formatMermaid({ columns, links }: Diagram): string {
  const ids = new Ids();
  const lines = [
    "flowchart LR",
    ...columns.flat().flatMap((group) => groupLines(group, ids)),
    ...links.map((link) => linkLine(link, ids)),
  ];
  return `${lines.join("\n")}\n`;
}

function groupLines({ id, title, boxes }: Group, ids: Ids): readonly string[] {
  const inner = boxes.map((box) => boxLine(box, ids));
  if (title === undefined) return inner.map((line) => `  ${line}`);
  return [`  subgraph ${ids.of(id)}["${escaped(title)}"]`, ...inner.map((line) => `    ${line}`), "  end"];
}

function boxLine({ id, title, lines }: Box, ids: Ids): string {
  const text = [`<b>${escaped(title)}</b>`, ...lines.map(escaped)].join("<br>");
  return `${ids.of(id)}["${text}"]`;
}

function linkLine({ from, to, label, isMirror }: Link, ids: Ids): string {
  const arrow = isMirror === true ? "-.->" : "-->";
  const text = label === undefined ? "" : `|"${escaped(label)}"|`;
  return `  ${ids.of(from)} ${arrow}${text} ${ids.of(to)}`;
}

/** Mermaid's own ids are words, so ours are numbered; the same Topology gives the same numbers. */
class Ids {
  private readonly known = new Map<string, string>();

  of(id: string): string {
    const known = this.known.get(id) ?? `n${this.known.size + 1}`;
    this.known.set(id, known);
    return known;
  }
}

/** Mermaid reads entities within quotes (flowchart syntax, "Entity codes to escape characters"). */
function escaped(text: string): string {
  return text.replace(/[#"&<>`]/g, (character) => `#${character.charCodeAt(0)};`);
}
