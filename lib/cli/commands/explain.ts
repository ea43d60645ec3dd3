import { Command, InvalidArgumentError } from "commander";
import type { HeaderEntry } from "../../routing";
import { readDocument } from "../read-document";
import { stackFile } from "../stack-file";
import type { CommandFactory } from ".";

interface ExplainOptions {
  readonly config: string;
  readonly header: readonly HeaderEntry[];
  readonly sourceIp?: string;
  readonly listener?: string;
  readonly json?: true;
}

export const explainCommand: CommandFactory = (io) =>
  new Command("explain")
    .description("says what happens to a request, and why: listener, router, route, service, and what came close")
    .argument("<method>", "the method, such as GET", parseMethod)
    .argument("<url>", "http://HOST[:PORT]/PATH, or a path where -H names the Host")
    .requiredOption("-c, --config <file>", "a Topology, a synthesized cdk.tf.json, or the folder of a stack")
    .option("-H, --header <name: value>", "a header field; may be repeated", parseHeader, [])
    .option("--source-ip <ip>", "the client's address")
    .option("--listener <name>", "the listener that gets the request, as NAME or EDGE/NAME")
    .option("--json", "one object: listener, router, route, service, status, path, host")
    .addHelpText(
      "after",
      `
A Topology is decided as the proxy would; a cdk.tf.json as the documentation of each target in it says.
"status" is set where the proxy itself would answer; "path" and "host" are as the service would see them. What the
filters of a route do is said as far as the request says it: --source-ip for address ranges, -H 'content-length: N' for
limits of bodies. No password is checked, and no other service is asked.

Examples:
  $ portico explain --config topology.json GET http://shop.example.com/users
  $ portico explain --config topology.json GET http://shop.example.com/payments -H 'x-canary: 1' --json
  $ portico explain --config cdktf.out/stacks/shop-aws GET http://shop.example.com/users`,
    )
    .action(
      async (method: string, url: string, { config, header: headers, sourceIp, listener, json }: ExplainOptions) => {
        const request = {
          method,
          url,
          headers,
          ...(sourceIp === undefined ? {} : { sourceIp }),
          ...(listener === undefined ? {} : { listener }),
        };
        const { explainRequest, formatExplanation, formatJson } = await import("../explain/index.js");
        const explanations = explainRequest(readDocument(stackFile(config, "cdk.tf.json")), request, io);
        io.out(json === true ? formatJson(explanations) : formatExplanation(request, explanations));
      },
    );

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Any that could be sent: what is made of those that are not known is for the decision to say. */
function parseMethod(text: string): string {
  if (!TOKEN.test(text)) throw new InvalidArgumentError("A method is a word such as GET.");
  return text;
}

function parseHeader(text: string, previous: readonly HeaderEntry[]): readonly HeaderEntry[] {
  const colon = text.indexOf(":");
  const name = text.slice(0, colon).trim();
  if (!TOKEN.test(name)) {
    throw new InvalidArgumentError("A header field is written as 'name: value'.");
  }
  return [...previous, [name, text.slice(colon + 1).trim()]];
}
