import { type LocalRun, runLocally } from "../../dev";
import { BindError, ConfigurationError, listenerPlaces } from "../../proxy";
import { formatDiagnostic } from "../../topology";
import { CliError } from "../cli-error";
import type { ChosenStack } from "./choose-stack";
import type { DevRequest } from "./dev-request";
import { samplesOf } from "./samples";

/** @throws CliError where it cannot be run */
export async function startStack({ topology }: ChosenStack, { port, folder, io }: DevRequest): Promise<LocalRun> {
  try {
    return await runLocally(topology, { port, baseDir: folder, log: (line) => io.out(`${line}\n`) });
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CliError(2, error.diagnostics.map(formatDiagnostic));
    if (error instanceof BindError) throw new CliError(1, [error.message, "name another port with --port"]);
    throw error;
  }
}

/** Where it is, what is another than in the stack, and what to try. */
export function introduction({ name, others }: ChosenStack, run: LocalRun, { stack, watch }: DevRequest): string {
  const more = stack === undefined && others.length > 0 ? `  other stacks, with --stack: ${others.join(", ")}\n` : "";
  const notes = run.notes.map((note) => `  ${note}\n`).join("");
  const end = `${watch ? "Changes of the app are taken up. " : ""}Ctrl-C ends it. Who answered what:\n`;
  return `portico ready: stack ${name}: ${listenerPlaces(run.addresses)}\n${more}${notes}\n${samplesOf(run)}${end}`;
}
