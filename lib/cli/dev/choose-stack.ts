import { mkdirSync } from "node:fs";
import { SynthesisError, type SynthesizedStack, synthesizeApp } from "../../dev";
import { nearest, type Topology } from "../../topology";
import { CliError } from "../cli-error";
import type { Io } from "../io";
import { topologyOf } from "../load-topology";
import type { DevRequest } from "./dev-request";

/** A stack that was chosen. */
export interface ChosenStack {
  readonly name: string;
  readonly topology: Topology;
  /** Names of the other stacks. */
  readonly others: readonly string[];
}

/**
 * @param output - a folder for this synthesis alone
 * @returns `undefined` where a signal came before it was done
 * @throws CliError
 */
export async function chooseStack(
  { project, folder, stack, io }: DevRequest,
  output: string,
  signal: AbortSignal,
): Promise<ChosenStack | undefined> {
  let stacks: readonly SynthesizedStack[];
  mkdirSync(output, { recursive: true });
  try {
    stacks = await synthesizeApp({ ...project, folder, output, signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof SynthesisError)) throw error;
    const [status, why] = error.isInvalid ? ([2, "is not valid"] as const) : ([1, "has failed"] as const);
    throw new CliError(status, [...error.lines, `"${project.command}" ${why}`]);
  }
  return signal.aborted ? undefined : chosen(stacks, stack, io);
}

function chosen(stacks: readonly SynthesizedStack[], name: string | undefined, io: Io): ChosenStack {
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
    const topology = topologyOf({ name: `the Topology of ${stack.name}`, text: stack.topology }, io);
    if (name === undefined && (topology.edges ?? []).length === 0) continue;
    return { name: stack.name, topology, others: names.filter((other) => other !== stack.name) };
  }
  throw new CliError(2, ["no stack of the app has an edge that clients could reach"]);
}
