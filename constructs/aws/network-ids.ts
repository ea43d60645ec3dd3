import type { IConstruct } from "constructs";
import type { Diagnostic } from "../../lib/topology";
import { TerraformStack } from "../cdktf";
import { reportDiagnostics } from "../diagnostics";
import { isUnknown } from "../unknown-values";
import type { AwsProps } from "./aws-props";

type NetworkProps = Pick<AwsProps, "vpcId" | "subnetIds" | "securityGroupIds">;

/** What ids begin with, by what has them (EC2 user guide, "Resource IDs"). */
const PREFIXES = { vpcId: "vpc-", subnetIds: "subnet-", securityGroupIds: "sg-" } as const;

const platforms = new WeakMap<TerraformStack, Set<NetworkProps>>();

/**
 * Has the ids of a platform's network looked at, once for the stack: one that is empty, as a variable of the environment
 * that is not set, would be left to fail when it is applied.
 */
export function reportNetworkIds(construct: IConstruct, props: NetworkProps): void {
  const stack = TerraformStack.of(construct);
  const known = platforms.get(stack);
  if (known !== undefined) {
    known.add(props);
    return;
  }
  const used = new Set([props]);
  platforms.set(stack, used);
  reportDiagnostics(stack, () => networkIdDiagnostics([...used]));
}

/** Platforms that were made of one another have most of their ids in common. */
function networkIdDiagnostics(used: readonly NetworkProps[]): readonly Diagnostic[] {
  const found = used.flatMap(({ vpcId, subnetIds, securityGroupIds = [] }) => [
    ...check("vpcId", "vpcId", vpcId),
    ...subnetIds.flatMap((id, index) => check("subnetIds", `subnetIds[${index}]`, id)),
    ...securityGroupIds.flatMap((id, index) => check("securityGroupIds", `securityGroupIds[${index}]`, id)),
  ]);
  return [...new Map(found.map((diagnostic) => [diagnostic.message, diagnostic])).values()];
}

/** A program that is not checked by TypeScript may give nothing at all. */
function check(kind: keyof typeof PREFIXES, name: string, id: string | undefined): readonly Diagnostic[] {
  const prefix = PREFIXES[kind];
  if (id !== undefined && (isUnknown(id) || id.startsWith(prefix))) return [];
  const fault = id === undefined || id === "" ? "is empty" : `is "${id}"`;
  return [
    {
      code: "aws-network-id",
      severity: "error",
      path: "",
      message: `Aws: ${name} ${fault}, and such an id begins with "${prefix}"`,
      remedy: `write it as in "${prefix}0a1b2c3d4e5f60718", or take it from a resource`,
    },
  ];
}
