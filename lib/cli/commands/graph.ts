import { Command, Option } from "commander";
import { drawTopology, GRAPH_FORMATS, type GraphFormat } from "../../graph";
import { topologyOf } from "../load-topology";
import { readDocument } from "../read-document";
import { stackFile } from "../stack-file";
import type { CommandFactory } from ".";

export const graphCommand: CommandFactory = (io) =>
  new Command("graph")
    .description("draws a Topology: edges, routers and services, and what leads to what")
    .argument("<file>", "the Topology, as JSON, or the folder of a synthesized stack")
    .addOption(new Option("-f, --format <format>", "what to write").choices([...GRAPH_FORMATS]).default("mermaid"))
    .addHelpText(
      "after",
      `
Examples:
  $ portico graph topology.json
  $ portico graph cdktf.out/stacks/shop-aws --format svg > shop.svg`,
    )
    .action((file: string, { format }: { readonly format: GraphFormat }) => {
      io.out(drawTopology(topologyOf(readDocument(stackFile(file, "portico.topology.json")), io), format));
    });
