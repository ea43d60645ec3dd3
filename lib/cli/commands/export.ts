import { Command } from "commander";
import { formatDiagnostic } from "../../topology";
import { CliError } from "../cli-error";
import { readSynthesized } from "../export/read-synthesized";
import { writeFolder } from "../export/write-folder";
import type { CommandFactory } from ".";

interface ExportOptions {
  readonly output?: string;
}

export const exportCommand: CommandFactory = (io) =>
  new Command("export")
    .description("writes the Kubernetes objects of a synthesized stack as YAML, for kubectl, Argo CD or Flux")
    .argument("<file>", "a synthesized cdk.tf.json, or the folder of a stack in cdktf.out/stacks")
    .option("-o, --output <dir>", "write a file for each object there, in place of one stream on standard output")
    .addHelpText(
      "after",
      `
The objects stand in an order in which they can be applied, by the names of the files too. In the folder, files of
earlier exports whose objects are gone are removed; other files stay. A value that only Terraform knows is an error.

Examples:
  $ portico export cdktf.out/stacks/shop-k8s | kubectl apply --server-side -f -
  $ portico export cdktf.out/stacks/shop-k8s --output deploy/shop`,
    )
    .action(async (file: string, { output }: ExportOptions) => {
      const { name, text } = readSynthesized(file);
      const { exportObjects, toYamlStream } = await import("../../export/index.js");
      const { objects, diagnostics, leftOut } = exportObjects(text);
      if (diagnostics.length > 0) {
        const count = `${diagnostics.length} ${diagnostics.length === 1 ? "error" : "errors"}`;
        const lines = diagnostics.map((diagnostic) => `error: ${formatDiagnostic(diagnostic)}`);
        throw new CliError(2, [...lines, `${name} cannot be exported: ${count}`]);
      }
      if (objects.length === 0) throw new CliError(2, [`${name} holds no Kubernetes objects`]);
      if (leftOut.length > 0) io.err(`portico: left out, since not of Kubernetes: ${leftOut.join(", ")}\n`);
      if (output === undefined) io.out(toYamlStream(objects));
      else io.out(`${await writeFolder(output, objects)}\n`);
    });
