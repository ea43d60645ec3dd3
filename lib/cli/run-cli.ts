import { Command, CommanderError } from "commander";
import { nearest } from "../topology";
import { version } from "../version";
import { CliError } from "./cli-error";
import type { CommandFactory } from "./commands";
import type { Io } from "./io";
import { printable } from "./printable";

/**
 * Runs one command line; never throws, and resolves with the exit status.
 *
 * @param commands - those that there are; the image has fewer than a checkout
 */
export async function runCli(args: readonly string[], to: Io, commands: readonly CommandFactory[]): Promise<number> {
  const io: Io = { out: (text) => to.out(text), err: (text) => to.err(printable(text)) };
  const outcome = { status: 0 };
  const program = createProgram(io, outcome, commands);
  try {
    checkHelp(args, program);
    await program.parseAsync([...args], { from: "user" });
    return outcome.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CliError) {
      io.err(`${error.lines.map((line) => `portico: ${line}`).join("\n")}\n`);
      return error.status;
    }
    io.err(`portico: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** Help for a command that there is not would be help for all. */
function checkHelp([first, name]: readonly string[], program: Command): void {
  const names = program.commands.map((command) => command.name());
  if (first !== "help" || name === undefined || name.startsWith("-") || names.includes(name)) return;
  const guess = nearest(name, names);
  throw new CliError(2, [
    `no command "${name}"; ${guess === undefined ? `there is ${names.join(", ")}` : `did you mean ${guess}?`}`,
  ]);
}

function createProgram(io: Io, outcome: { status: number }, commands: readonly CommandFactory[]): Command {
  const program = new Command("portico")
    .description("Runs, checks and explains a Topology: edges, routers and services in one document.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Start here:
  $ portico validate topology.json
  $ portico explain --config topology.json GET http://shop.example.com/users
  $ portico proxy --config topology.json

Exit status: 0 done; 1 it failed while running; 2 bad usage or a configuration that is not valid.`,
    );
  for (const command of commands) {
    program.addCommand(command(io, (status) => (outcome.status = status)));
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError("(portico --help shows the commands, portico help COMMAND their options)")
      .configureOutput({
        writeOut: (text) => io.out(text),
        writeErr: (text) => io.err(text),
        outputError: (text, write) => write(text.replace(/^error: /, "portico: ")),
      });
  }
  return program;
}
