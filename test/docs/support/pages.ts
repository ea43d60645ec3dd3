import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "..", "..", "..");

/** A page of the documentation. */
export interface Page {
  /** From the root of the checkout: `docs/routing.md`. */
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** A fenced block of a page. */
export interface Block {
  /** The first word after the fence: `ts`, `json`, `console`. */
  readonly language: string;
  /** What follows it, such as the name of a file. */
  readonly label: string;
  readonly text: string;
  /** Of the fence, from 1. */
  readonly line: number;
}

/** The README and every page under `docs/`. */
export function pages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort();
  return ["README.md", ...docs.map((name) => join("docs", name))].map(readPage);
}

export function readPage(file: string): Page {
  const text = readFileSync(join(ROOT, file), "utf8");
  return { file, text, blocks: blocksOf(text) };
}

function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly info: string; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, info] = /^```(.*)$/.exec(line) ?? [];
    if (info === undefined) open?.lines.push(line);
    else if (open === undefined) open = { line: index + 1, info, lines: [] };
    else {
      const [, language = "", label = ""] = /^(\S*)\s*(.*)$/.exec(open.info) ?? [];
      blocks.push({ language, label, text: open.lines.map((one) => `${one}\n`).join(""), line: open.line });
      open = undefined;
    }
  }
  return blocks;
}
