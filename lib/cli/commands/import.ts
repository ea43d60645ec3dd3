import { Argument, Command } from "commander";
import { IMPORT_SOURCES, type ImportSource } from "../../import";
import { readDocument } from "../read-document";
import type { CommandFactory } from ".";

interface ImportOptions {
  readonly class: string;
  readonly output?: string;
  readonly force?: boolean;
}

export const importCommand: CommandFactory = (io) =>
  new Command("import")
    .description("writes the TypeScript stack for an existing setup")
    .addArgument(new Argument("<source>", "what the file is").choices([...IMPORT_SOURCES]))
    .argument(
      "<file>",
      "a kontena.yml; or Ingresses, and best their Services and Secrets too, as YAML or JSON; - is standard input",
    )
    .option("--class <name>", "the name of the stack's class", "ImportedStack")
    .option("-o, --output <file>", "write the program there, in place of standard output")
    .option("--force", "replace files that are there already")
    .addHelpText(
      "after",
      `
The program goes to standard output. What is not as it was is a warning on standard error, with its place in the file,
and a comment in the program. Annotations of an Ingress are read as ingress-nginx reads them.

Users and passwords of routes go into files named *.htpasswd beside the program, or into this folder, which their owner
alone may read; passwords in clear text are hashed with bcrypt. What protected a route and cannot be carried over makes
it answer 403.

Examples:
  $ portico import kontena kontena.yml > shop.ts
  $ kubectl get ingress,service,secret -n shop -o yaml | portico import ingress - -o shop.ts`,
    )
    .action(async (source: ImportSource, file: string, { class: className, output, force = false }: ImportOptions) => {
      const { runImport } = await import("../import/index.js");
      const document = readDocument(file);
      runImport({ source, document, className, force, io, ...(output === undefined ? {} : { output }) });
    });
