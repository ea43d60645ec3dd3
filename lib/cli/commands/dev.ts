import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { readProject } from "../dev/project";
import type { CommandFactory } from ".";

interface DevOptions {
  readonly app?: string;
  readonly stack?: string;
  readonly port: number;
  readonly watch?: boolean;
}

export const devCommand: CommandFactory = (io) =>
  new Command("dev")
    .description("synthesizes the app of the current folder and runs its topology on this machine")
    .option("-a, --app <command>", 'the app as a shell command (default: "app" of cdktf.json)', parseCommand)
    .option("-s, --stack <name>", "the stack to run (default: the first that has an edge)")
    .option("-p, --port <port>", "the port of the first listener; the others get free ones", parsePort, 8080)
    .option("-w, --watch", "synthesize anew when the app's files change, and take up what is new")
    .addHelpText(
      "after",
      `
The routing table is the stack's own. Listeners are on 127.0.0.1, and echo services stand in the place of the
instances: each answers with what it got, and its own name. For certificates and users that are not on this machine
there are some for development, which are made for this run. What differs from the stack is said.
Nothing is deployed, and all that is written is temporary: portico.lock.json stays as it is. Ctrl-C ends it.

With --watch a change is taken up without a restart; what cannot be synthesized is said, and what ran before goes on.

Examples:
  $ portico dev --stack shop-aws --port 9090
  $ portico dev --watch`,
    )
    .action(async ({ app, stack, port, watch = false }: DevOptions) => {
      const folder = process.cwd();
      const project = readProject(folder, app);
      const output = mkdtempSync(join(tmpdir(), "portico-dev-"));
      try {
        const { runDev } = await import("../dev/run-dev.js");
        await runDev({ project, folder, output, port, watch, io, ...(stack === undefined ? {} : { stack }) });
      } finally {
        rmSync(output, { recursive: true, force: true });
      }
    });

function parseCommand(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("A command is needed.");
  return text;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError("A port from 1 to 65535 is needed.");
  }
  return port;
}
