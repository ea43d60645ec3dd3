import type { Block } from "./pages";

/** A command of a `console` block, and what the page says that it prints. */
export interface ShellExample {
  readonly command: string;
  /** The words of the command, `portico` left out. */
  readonly args: readonly string[];
  readonly output: string;
  readonly line: number;
}

/** The commands of a block that run `portico`, except the one that runs on. */
export function shellExamples({ text, line }: Block): readonly ShellExample[] {
  const examples: { readonly command: string; readonly line: number; output: string }[] = [];
  for (const [index, content] of text.split("\n").slice(0, -1).entries()) {
    if (content.startsWith("$ ")) examples.push({ command: content.slice(2), line: line + 1 + index, output: "" });
    else {
      const last = examples.at(-1);
      if (last !== undefined) last.output += `${content}\n`;
    }
  }
  return examples.flatMap((example) => {
    const [first, ...args] = words(example.command.replace(/^npx /, ""));
    return first === "portico" && args[0] !== "proxy" ? [{ ...example, args }] : [];
  });
}

/** Words as a shell takes them apart, as far as pages need it: quotes, and nothing else. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? "",
  );
}
