import { Command, InvalidArgumentError } from "commander";
import type { CommandFactory } from ".";

interface ProxyOptions {
  readonly config: string;
  readonly workers: number;
  readonly admin?: string;
  readonly maxConnections?: number;
  readonly maxConnectionsPerSource?: number;
}

export const proxyCommand: CommandFactory = (_io, exit) =>
  new Command("proxy")
    .description("runs a Topology: listens, routes, balances, and takes up changes without losing a connection")
    .requiredOption("-c, --config <file>", "the Topology, as JSON")
    .option("-w, --workers <n>", "processes that share the listeners", wholeNumber(256), 1)
    .option("--max-connections <n>", "connections of clients in each process (default: 50000)", wholeNumber(10_000_000))
    .option(
      "--max-connections-per-source <n>",
      "the same from one address, of IPv6 from one /64 (default: two fifths)",
      wholeNumber(10_000_000),
    )
    .option("--admin <host:port>", "serve /healthz, /readyz, /metrics and /topology there; off unless asked for")
    .addHelpText(
      "after",
      `
Prints a line with "portico ready" on standard output once every listener is bound; logs go to standard error.
A change of the file is taken up by itself, and on SIGHUP. A configuration that is not valid never replaces a
running one. SIGTERM stops accepting, lets requests end, and exits 0.

Example:
  $ portico proxy --config topology.json --workers 2 --admin 127.0.0.1:9000`,
    )
    .action(async ({ config, ...options }: ProxyOptions) => {
      const { runProxy } = await import("../../proxy/index.js");
      exit(await runProxy({ configFile: config, ...options }));
    });

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`A whole number from 1 to ${most} is needed.`);
  };
}
