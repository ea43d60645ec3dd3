import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What the bench has started and not yet ended. */
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, () => process.exit(status));
}

/** A process on one core. It ends with the bench at the latest. */
export class Started {
  private readonly child: ChildProcess;

  constructor({ program, args }: Command, core: number, output: "ignore" | "pipe" = "ignore") {
    this.child = spawn("taskset", ["--cpu-list", String(core), program, ...args], {
      stdio: ["ignore", output, "ignore"],
    });
    running.add(this.child);
    this.child.once("exit", () => running.delete(this.child));
    this.child.once("error", () => running.delete(this.child));
  }

  /** taskset gives way to the program, so that this is the program's own. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** What the process writes to standard output. */
  get output(): Readable {
    if (this.child.stdout === null) throw new Error("the output of this process is ignored");
    return this.child.stdout;
  }

  /** Asks it to end; after five seconds it has to. */
  async end(): Promise<void> {
    if (this.hasEnded || this.child.pid === undefined) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const force = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(force);
  }
}

/**
 * Runs a program on one core to its end.
 *
 * @param seconds after which it is cut
 * @returns what it wrote to standard output
 * @throws where it fails
 */
export async function run({ program, args }: Command, core: number, seconds: number): Promise<string> {
  const child = spawn("taskset", ["--cpu-list", String(core), program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: seconds * 1_000,
  });
  running.add(child);
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const [status] = (await once(child, "close")) as [number | null];
  running.delete(child);
  if (status !== 0) throw new Error(`${program} ended with ${status ?? "a signal"}: ${errors.trim()}`);
  return output;
}
