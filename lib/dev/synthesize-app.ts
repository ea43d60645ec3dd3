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

/** What constructs of an app are told by name. */
export type AppContext = Readonly<Record<string, unknown>>;

/** An app, and how it is run. */
export interface AppRun {
  /** The app as a shell command: `app` of `cdktf.json`. */
  readonly command: string;
  /** Beside what the environment says. */
  readonly context: AppContext;
  /** Where it runs. */
  readonly folder: string;
  /** The folder that it writes to. */
  readonly output: string;
  /** Ends it, and all that it has started. */
  readonly signal: AbortSignal;
}

/**
 * Runs a cdktf app and reads the Topologies of its stacks. The app's lock file stays as it is: what is only looked at,
 * and may be half written, is to give no rule a number for good.
 *
 * @throws SynthesisError
 */
export async function synthesizeApp(app: AppRun): Promise<readonly SynthesizedStack[]> {
  const { command, output } = app;
  const { code, text } = await run(app);
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

/** Read by cdktf, which has its constructs find it. */
const CONTEXT = "CDKTF_CONTEXT_JSON";
/** Asks Portico's constructs to leave lock files alone. */
const LEAVE_LOCK_FILES = { "portico:leaveLockFiles": true };

function contextOf({ context }: AppRun): AppContext {
  return { ...contextOfEnvironment(), ...context, ...LEAVE_LOCK_FILES };
}

function contextOfEnvironment(): AppContext {
  const text = process.env[CONTEXT];
  if (text === undefined || text === "") return {};
  try {
    return JSON.parse(text) as AppContext;
  } catch (error) {
    throw new SynthesisError([`${CONTEXT} of the environment is no JSON: ${(error as SyntaxError).message}`], true);
  }
}

function run(app: AppRun): Promise<{ code: number | null; text: string }> {
  const { command, folder, output, signal } = app;
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd: folder,
      shell: true,
      // A group of its own: the shell does not pass on what ends it.
      detached: true,
      env: { ...process.env, CDKTF_OUTDIR: output, [CONTEXT]: JSON.stringify(contextOf(app)) },
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
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
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
