import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./pages";

/** A sample to be compiled. */
export interface Sample {
  /** Where it stands: `docs/routing.md:12`. */
  readonly name: string;
  readonly text: string;
}

/** What a short sample takes for granted, so that it need not be said again on every page. */
const SURROUNDINGS = `
import type { App, TerraformStack } from "cdktf";
import type { EdgeLoadBalancer, IngressRouter, LogicalService, Platform } from "portico";

declare global {
  const app: App;
  const stack: TerraformStack;
  const platform: Platform;
  const edge: EdgeLoadBalancer;
  const router: IngressRouter;
  const users: LogicalService;
  const usersNext: LogicalService;
}
`;

/**
 * Compiles samples as modules of their own, against the sources and with the settings of the checkout, all in one run.
 *
 * The folder is within the checkout, so that `portico` is the package itself, and among what is built, so that nobody
 * takes it for sources.
 *
 * @returns what the compiler says of each sample, by its name; nothing where it compiles
 */
export function compileSamples(samples: readonly Sample[]): ReadonlyMap<string, readonly string[]> {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "dist", "samples-"));
  try {
    for (const [index, { text }] of samples.entries()) writeFileSync(join(folder, `${index}.ts`), text);
    writeFileSync(join(folder, "surroundings.ts"), SURROUNDINGS);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(projectOf(samples.length)));
    return complaints(samples, relative(ROOT, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function projectOf(count: number): object {
  return {
    extends: "../../tsconfig.json",
    compilerOptions: { noEmit: true, moduleDetection: "force", noUnusedLocals: false, noUnusedParameters: false },
    include: [],
    files: ["surroundings.ts", ...Array.from({ length: count }, (_, index) => `${index}.ts`)],
  };
}

function complaints(samples: readonly Sample[], folder: string): ReadonlyMap<string, readonly string[]> {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (stderr !== "") throw new Error(stderr);
  const found = new Map<string, string[]>(samples.map(({ name }) => [name, []]));
  for (const line of stdout.split("\n")) {
    const [, file, place, message] = /^(.*?)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
    if (file === undefined || place === undefined || message === undefined) {
      // Without a place it is about the project; indented lines belong to the one before.
      if (/^error /.test(line)) throw new Error(line);
      continue;
    }
    const [, index] = /(\d+)\.ts$/.exec(file.startsWith(`${folder}/`) ? file : "") ?? [];
    // What is wrong with the sources is the type check's to say.
    const sample = index === undefined ? undefined : samples[Number(index)];
    if (sample !== undefined) found.get(sample.name)?.push(`line ${place}: ${message}`);
  }
  return found;
}
