import { Argument, Command } from "commander";
import { IMPORT_SOURCES, type ImportSource } from "../../import";
import { readText } from "../read-document";
import type { CommandFactory } from ".";

export const importCommand: CommandFactory = (io) =>
  new Command("import")
    .description("writes the TypeScript stack for an existing setup")
    .addArgument(new Argument("<source>", "what the file is").choices([...IMPORT_SOURCES]))
    .argument("<file>", "a kontena.yml; or Ingresses, and best their Services too, as YAML or JSON")
    .option("--class <name>", "the name of the stack's class", "ImportedStack")
    .addHelpText(
      "after",
      `
The program goes to standard output. What is not as it was is a warning on standard error, with its place in the file,
and a comment in the program. Annotations of an Ingress are read as ingress-nginx reads them.

Examples:
  $ portico import kontena kontena.yml > shop.ts
  $ kubectl get ingress,service -n shop -o yaml > shop.yaml && portico import ingress shop.yaml > shop.ts`,
    )
    .action(async (source: ImportSource, file: string, options: { readonly class: string }) => {
      const { runImport } = await import("../import/index.js");
      runImport({ source, file, text: readText(file), className: options.class, io });
    });
