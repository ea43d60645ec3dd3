import {
  type LocalRun,
  routersByListener,
  runLocally,
  SynthesisError,
  type SynthesizedStack,
  sampleRequests,
  synthesizeApp,
} from "../../dev";
import { BindError, ConfigurationError, listenerPlaces } from "../../proxy";
import { formatDiagnostic, nearest, type Topology } from "../../topology";
import { CliError } from "../cli-error";
import type { Io } from "../io";
import { topologyOf } from "../load-topology";

/** What `portico dev` was asked for. */
export interface DevRequest {
  readonly command: string;
  readonly folder: string;
  /** An empty folder for what the app writes. */
  readonly output: string;
  readonly stack?: string;
  readonly port: number;
  readonly io: Io;
}

/**
 * Synthesizes an app and runs one of its stacks until a signal comes.
 *
 * @throws CliError where it cannot be synthesized or run
 */
export async function runDev({ command, folder, output, stack, port, io }: DevRequest): Promise<void> {
  const ended = signalled();
  const stacks = await synthesized(command, folder, output);
  const { name, topology } = chosen(stacks, stack, io);
  const run = await started(topology, port, folder, io);
  const others = stacks.map((other) => other.name).filter((other) => other !== name);
  io.out(`portico ready: stack ${name}: ${listenerPlaces(run.addresses)}\n`);
  if (stack === undefined && others.length > 0) io.out(`  other stacks, with --stack: ${others.join(", ")}\n`);
  for (const note of run.notes) io.out(`  ${note}\n`);
  io.out(samplesOf(run));
  await ended;
  await run.close();
}

async function synthesized(command: string, folder: string, output: string): Promise<readonly SynthesizedStack[]> {
  try {
    return await synthesizeApp(command, folder, output);
  } catch (error) {
    if (!(error instanceof SynthesisError)) throw error;
    const [status, why] = error.isInvalid ? ([2, "is not valid"] as const) : ([1, "has failed"] as const);
    throw new CliError(status, [...error.lines, `"${command}" ${why}`]);
  }
}

function chosen(stacks: readonly SynthesizedStack[], name: string | undefined, io: Io) {
  const names = stacks.map((stack) => stack.name);
  if (name !== undefined && !names.includes(name)) {
    const guess = nearest(name, names);
    const hint =
      guess === undefined
        ? `there is ${names.join(", ") || "none that has Portico constructs"}`
        : `did you mean ${guess}?`;
    throw new CliError(2, [`no stack "${name}"; ${hint}`]);
  }
  for (const stack of stacks) {
    if (name !== undefined && stack.name !== name) continue;
    const topology = topologyOf(`the Topology of ${stack.name}`, stack.topology, io);
    if (name !== undefined || (topology.edges ?? []).length > 0) return { name: stack.name, topology };
  }
  throw new CliError(2, ["no stack of the app has an edge that clients could reach"]);
}

async function started(topology: Topology, port: number, baseDir: string, io: Io): Promise<LocalRun> {
  try {
    return await runLocally(topology, { port, baseDir, log: (line) => io.out(`${line}\n`) });
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CliError(2, error.diagnostics.map(formatDiagnostic));
    if (error instanceof BindError) throw new CliError(1, [error.message, "name another port with --port"]);
    throw error;
  }
}

/** What to try, of each HTTP listener. */
function samplesOf({ addresses, topology }: LocalRun): string {
  const routers = routersByListener(topology);
  const samples = addresses.flatMap(({ edge, listener, address, port }) => {
    const router = routers.get(`${edge}/${listener}`);
    return router === undefined ? [] : sampleRequests({ router, origin: `http://${address}:${port}` });
  });
  if (samples.length === 0) return "\nWho answered what:\n";
  const lines = samples.map(({ route, command }) => `  ${command}\n      route ${route}`);
  return `\nTry:\n${lines.join("\n")}\n\nCtrl-C ends it. Who answered what:\n`;
}

/** Ctrl-C may reach this process twice, from the terminal and through npm: a repeated signal means no more. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    process.on("SIGINT", () => resolve()).on("SIGTERM", () => resolve());
  });
}
