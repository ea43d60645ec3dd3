import type { Command } from "commander";
import type { Io } from "../io";
import { costCommand } from "./cost";
import { devCommand } from "./dev";
import { explainCommand } from "./explain";
import { exportCommand } from "./export";
import { graphCommand } from "./graph";
import { importCommand } from "./import";
import { proxyCommand } from "./proxy";
import { validateCommand } from "./validate";

/** Makes one command of the program; `exit` sets the status where a command has ended otherwise than by an error. */
export type CommandFactory = (io: Io, exit: (status: number) => void) => Command;

export const commands: readonly CommandFactory[] = [
  proxyCommand,
  validateCommand,
  explainCommand,
  devCommand,
  graphCommand,
  importCommand,
  exportCommand,
  costCommand,
];
