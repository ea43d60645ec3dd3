import type { Diagnostic } from "../../lib/topology";
import { settingsReport } from "../settings-report";
import { isUnknown } from "../unknown-values";
import type { AwsProps } from "./aws-props";

/** What ids begin with, by what has them (EC2 user guide, "Resource IDs"). */
const PREFIXES = { vpcId: "vpc-", subnetIds: "subnet-", securityGroupIds: "sg-" } as const;

/**
 * Has the ids of a platform's network looked at: one that is empty, as a variable of the environment that is not set, would
 * be left to fail when it is applied.
 */
export const reportNetworkIds = settingsReport(({ vpcId, subnetIds, securityGroupIds = [] }: AwsProps) => [
  ...check("vpcId", "vpcId", vpcId),
  ...subnetIds.flatMap((id, index) => check("subnetIds", `subnetIds[${index}]`, id)),
  ...securityGroupIds.flatMap((id, index) => check("securityGroupIds", `securityGroupIds[${index}]`, id)),
]);

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
