import { Command, Option } from "commander";
import { drawTopology, GRAPH_FORMATS, type GraphFormat } from "../../graph";
import { topologyOf } from "../load-topology";
import { readDocument } from "../read-document";
import type { CommandFactory } from ".";

export const graphCommand: CommandFactory = (io) =>
  new Command("graph")
    .description("draws a Topology: edges, routers and services, and what leads to what")
    .argument("<file>", "the Topology, as JSON")
    .addOption(new Option("-f, --format <format>", "what to write").choices([...GRAPH_FORMATS]).default("mermaid"))
    .addHelpText(
      "after",
      `
A synthesized stack has its Topology beside it: cdktf.out/stacks/NAME/portico.topology.json.

Examples:
  $ portico graph topology.json
  $ portico graph cdktf.out/stacks/shop-aws/portico.topology.json --format svg > shop.svg`,
    )
    .action((file: string, { format }: { readonly format: GraphFormat }) => {
      io.out(drawTopology(topologyOf(readDocument(file), io), format));
    });
