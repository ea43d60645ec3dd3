import cluster from "node:cluster";
import { explainCommand } from "../lib/cli/commands/explain";
import { proxyCommand } from "../lib/cli/commands/proxy";
import { validateCommand } from "../lib/cli/commands/validate";
import { runCli } from "../lib/cli/run-cli";
import { checkHealth } from "./health-check";
import { type Environment, imageArguments } from "./image-arguments";

const io = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};

/** What has a use beside a running proxy. */
const COMMANDS = [proxyCommand, validateCommand, explainCommand];

/** What the image runs: the command line, a health check beside it, and the workers of a proxy that has several. */
async function main(args: readonly string[], environment: Environment): Promise<number | undefined> {
  if (cluster.isWorker) {
    await import("../lib/proxy/workers/worker-main.js");
    return undefined;
  }
  if (args[0] === "healthcheck") return checkHealth(environment, io);
  return runCli(imageArguments(args, environment), io, COMMANDS);
}

void main(process.argv.slice(2), process.env).then((status) => {
  process.exitCode = status;
});
