import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../../lib/cli/commands";
import { runCli } from "../../lib/cli/run-cli";

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process. */
export async function portico(...args: readonly string[]): Promise<Run> {
  let out = "";
  let err = "";
  const io = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const status = await runCli(args, io, commands);
  return { status, out, err };
}

/** A folder with these files in it, for as long as `use` runs. */
export async function withFiles<T>(files: Readonly<Record<string, unknown>>, use: (folder: string) => Promise<T>) {
  const folder = mkdtempSync(join(tmpdir(), "portico-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
