import type { Command } from "commander";
import type { ExitStatus } from "../cli-error";
import type { Io } from "../io";
import { explainCommand } from "./explain";
import { proxyCommand } from "./proxy";
import { validateCommand } from "./validate";

/** Makes one command of the program; `exit` sets the status for an outcome that is not an error. */
export type CommandFactory = (io: Io, exit: (status: ExitStatus) => void) => Command;

export const commands: readonly CommandFactory[] = [proxyCommand, validateCommand, explainCommand];
