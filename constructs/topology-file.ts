import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IConstruct } from "constructs";
import type { Topology } from "../lib/topology";
import { addCustomSynthesis, TerraformStack } from "./cdktf";
import { isRealSynthesis } from "./real-synthesis";
import { withoutTokens } from "./unknown-values";

/** Stands beside a stack's `cdk.tf.json`. */
const FILE = "portico.topology.json";

/**
 * Has a stack's Topology written when the stack is synthesized, for tools that run or draw it. Members that Terraform
 * alone will know are left out; any other value that it alone will know is `null`.
 *
 * @param construct - one of the stack; cdktf takes one such file of each construct
 */
export function keepTopologyFile(construct: IConstruct, topology: () => Topology): void {
  const stack = TerraformStack.of(construct);
  addCustomSynthesis(construct, {
    onSynthesize(session) {
      if (!isRealSynthesis(stack, session)) return;
      const folder = join(session.outdir, session.manifest.forStack(stack).workingDirectory);
      writeFileSync(join(folder, FILE), `${JSON.stringify(knownPart(topology()), undefined, 2)}\n`);
    },
  });
}

function knownPart(topology: Topology): Topology {
  const { document } = withoutTokens(topology);
  return {
    ...document,
    services: (document.services ?? []).map(({ members = [], ...service }) => ({
      ...service,
      members: members.filter((member) => !Object.values(member).includes(null)),
    })),
  };
}
