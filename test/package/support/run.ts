import { spawnSync } from "node:child_process";

/** Runs a program to its end, and gives what it wrote to standard output. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr, status, error } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
