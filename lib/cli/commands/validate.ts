import { dirname } from "node:path";
import { Command } from "commander";
import { formatDiagnostic } from "../../topology";
import { topologyOf } from "../load-topology";
import { readDocument } from "../read-document";
import { stackFile } from "../stack-file";
import type { CommandFactory } from ".";

export const validateCommand: CommandFactory = (io) =>
  new Command("validate")
    .description("checks a Topology, and reports every problem at once with its JSON path and how to mend it")
    .argument("<file>", "the Topology, as JSON, or the folder of a synthesized stack")
    .addHelpText(
      "after",
      `
Certificate files are looked up from the Topology's folder. Warnings do not fail; what this proxy cannot run is one.

Example:
  $ portico validate topology.json
  portico: error: routers[0].routes[2].backends[0].service: no service "user"; did you mean "users"?
  portico: topology.json is not valid: 1 error`,
    )
    .action(async (file: string) => {
      const path = stackFile(file, "portico.topology.json");
      const document = readDocument(path);
      const topology = topologyOf(document, io, dirname(path));
      const { findUnsupported } = await import("../../proxy/index.js");
      for (const unsupported of findUnsupported(topology)) {
        io.err(`portico: warning: ${formatDiagnostic(unsupported)}\n`);
      }
      const { edges = [], routers = [], services = [] } = topology;
      const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;
      const routes = routers.reduce((sum, router) => sum + router.routes.length, 0);
      const listeners = edges.reduce((sum, edge) => sum + edge.listeners.length, 0);
      io.out(
        `${document.name} is valid: ${count(listeners, "listener")}, ${count(routes, "route")}, ${count(services.length, "service")}\n`,
      );
    });
