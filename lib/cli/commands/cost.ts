import { Command } from "commander";
import { CliError } from "../cli-error";
import { parseJson, readText } from "../read-document";
import { readStacks } from "../read-stacks";
import type { CommandFactory } from ".";

interface CostOptions {
  readonly prices?: string;
  readonly json?: true;
}

export const costCommand: CommandFactory = (io) =>
  new Command("cost")
    .description("counts what AWS will bill for a synthesized stack, and names load balancers that could be one")
    .argument("<file>", "a synthesized cdk.tf.json, or a cdktf.out")
    .option("--prices <file>", "what things cost, as JSON; without it things are counted alone")
    .option("--json", "one object: stacks, sharing, total")
    .addHelpText(
      "after",
      `
Prices are yours: { "currency": "USD", "prices": { "alb-hour": 0.02, ... } }, by the names that the output shows.
What depends on the traffic is named, not estimated.

Examples:
  $ portico cost cdktf.out
  $ portico cost cdktf.out/stacks/shop-aws/cdk.tf.json --prices prices.json --json`,
    )
    .action(async (path: string, { prices: priceFile, json }: CostOptions) => {
      const stacks = readStacks(path);
      const priceText = priceFile === undefined ? undefined : readText(priceFile);
      const { costReport, formatCost, PriceFileError, parsePrices } = await import("../../cost/index.js");
      try {
        const prices = priceText === undefined ? undefined : parsePrices(priceText);
        const documents = stacks.map(({ name, file, text }) => ({ name, output: parseOutput(file, text) }));
        const report = costReport(documents, prices);
        io.out(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : formatCost(report));
      } catch (error) {
        if (!(error instanceof PriceFileError)) throw error;
        throw new CliError(
          2,
          error.problems.map((problem) => `${priceFile}: ${problem}`),
        );
      }
    });

/** A Topology has nothing that AWS bills, and is no mistake to be passed over. */
function parseOutput(file: string, text: string): object {
  const document = parseJson(file, text);
  if (typeof document === "object" && document !== null && ("resource" in document || "terraform" in document)) {
    return document;
  }
  throw new CliError(2, [`${file} is not a synthesized stack: it has neither "resource" nor "terraform"`]);
}
