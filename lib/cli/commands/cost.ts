import { Command } from "commander";
import { CliError } from "../cli-error";
import { type Document, parseJson, readDocument } from "../read-document";
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
      if (path === "-" && priceFile === "-") {
        throw new CliError(2, ["standard input cannot be the stack and the prices; name a file for one of them"]);
      }
      const stacks = readStacks(path);
      const priceList = priceFile === undefined ? undefined : readDocument(priceFile);
      const { costReport, formatCost, PriceFileError, parsePrices } = await import("../../cost/index.js");
      try {
        const prices = priceList === undefined ? undefined : parsePrices(priceList.text);
        const documents = stacks.map(({ name, document }) => ({ name, output: parseOutput(document) }));
        const report = costReport(documents, prices);
        io.out(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : formatCost(report));
      } catch (error) {
        if (!(error instanceof PriceFileError)) throw error;
        throw new CliError(
          2,
          error.problems.map((problem) => `${priceList?.name}: ${problem}`),
        );
      }
    });

/** A Topology has nothing that AWS bills, and is no mistake to be passed over. */
function parseOutput(document: Document): object {
  const output = parseJson(document);
  if (typeof output === "object" && output !== null && ("resource" in output || "terraform" in output)) {
    return output;
  }
  throw new CliError(2, [`${document.name} is not a synthesized stack: it has neither "resource" nor "terraform"`]);
}
