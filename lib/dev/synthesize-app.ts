import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A stack that was synthesized, and the document that says what it is. */
export interface SynthesizedStack {
  readonly name: string;
  /** The text of its Topology. */
  readonly topology: string;
}

/** An app could not be synthesized. */
export class SynthesisError extends Error {
  constructor(
    /** What the app has said. */
    readonly lines: readonly string[],
    /** Whether it has found its configuration not valid, rather than failed. */
    readonly isInvalid: boolean,
  ) {
    super(lines.join("\n"));
    this.name = "SynthesisError";
  }
}

const TOPOLOGY_FILE = "portico.topology.json";
/** What cdktf begins with where validations have failed, or constructs were annotated with errors. */
const INVALID = /(?:Validation failed with the following errors|Encountered Annotations with level "ERROR"):$/;

/**
 * Runs a cdktf app and reads the Topologies of its stacks.
 *
 * @param command - the app as a shell command: `app` of `cdktf.json`
 * @param folder - where it runs
 * @param output - the folder that it writes to
 * @param signal - ends it, and all that it has started
 * @throws SynthesisError
 */
export async function synthesizeApp(
  command: string,
  folder: string,
  output: string,
  signal?: AbortSignal,
): Promise<readonly SynthesizedStack[]> {
  const { code, text } = await run(command, folder, output, signal);
  if (code !== 0) throw synthesisError(text);
  const manifest = join(output, "manifest.json");
  if (!existsSync(manifest)) throw new SynthesisError([`"${command}" has synthesized nothing`], false);
  const { stacks } = readManifest(manifest, command);
  return Object.values(stacks).flatMap(({ name, workingDirectory }) => {
    const file = join(output, workingDirectory, TOPOLOGY_FILE);
    return existsSync(file) ? [{ name, topology: readFileSync(file, "utf8") }] : [];
  });
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string }>>;
}

function readManifest(file: string, command: string): Manifest {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof manifest === "object" && manifest !== null && "stacks" in manifest) return manifest as Manifest;
  } catch {
    // It is as good as one without stacks.
  }
  throw new SynthesisError([`"${command}" has written a manifest.json that names no stacks`], false);
}

/** Milliseconds that the app has to end once it is told to. */
const GRACE = 2_000;

function run(
  command: string,
  folder: string,
  output: string,
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd: folder,
      shell: true,
      // A group of its own: the shell does not pass on what ends it.
      detached: true,
      env: { ...process.env, CDKTF_OUTDIR: output },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    let timer: NodeJS.Timeout | undefined;
    const take = (chunk: string) => {
      text += chunk;
    };
    const end = () => {
      endGroup(child, "SIGTERM");
      timer = setTimeout(() => endGroup(child, "SIGKILL"), GRACE);
    };
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted === true) end();
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve({ code, text });
    });
  });
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself, or there are no groups here.
    child.kill(signal);
  }
}

/** Of what a failed validation prints, its errors; of anything else all but the stack trace. */
function synthesisError(text: string): SynthesisError {
  const all = text.split("\n").map((line) => line.trimEnd());
  const start = all.findIndex((line) => INVALID.test(line));
  const isTrace = (line: string) => /^\s+at /.test(line);
  if (start < 0)
    return new SynthesisError(
      all.filter((line) => line !== "" && !isTrace(line)),
      false,
    );
  const rest = all.slice(start + 1);
  const end = rest.findIndex((line) => line === "" || isTrace(line));
  const errors = (end < 0 ? rest : rest.slice(0, end)).map((line) => line.trim());
  return new SynthesisError(errors, true);
}
