import { Construct } from "constructs";
import type { AwsSettings } from "../aws-props";
import type { Findings } from "../findings";
import { Eip, type LbConfig } from "../provider";
import { tagsFor } from "../tags";
import { subnetAddresses, subnetPlace } from "./network-options";

/** Where a load balancer stands. */
export interface Placement {
  readonly attributes: Pick<LbConfig, "subnets" | "subnetMapping">;
  /** What of it AWS cannot change in place. */
  readonly replacing: readonly unknown[];
  readonly elasticIps: readonly Eip[];
  /** Whether the addresses are given: no second load balancer can have them while the first is there. */
  readonly hasFixedAddresses: boolean;
}

/** The subnets of a Network Load Balancer, with the addresses that it is to have in them. */
export function networkPlacement(scope: Construct, edge: string, settings: AwsSettings, findings: Findings): Placement {
  const { network = {}, subnetIds, tags } = settings;
  const addresses = subnetAddresses(network, settings, findings);
  if (addresses === undefined) {
    return { attributes: { subnets: [...subnetIds] }, replacing: [], elasticIps: [], hasFixedAddresses: false };
  }
  const group = new Construct(scope, "elastic-ip");
  const elasticIps: Eip[] = [];
  const subnetMapping = addresses.map(({ subnetId, allocationId, privateAddress }, index) => {
    if (privateAddress !== undefined) return { subnetId, privateIpv4Address: privateAddress };
    if (allocationId !== undefined) return { subnetId, allocationId };
    const elasticIp = new Eip(group, subnetPlace(subnetId, index), { domain: "vpc", tags: tagsFor(tags, { edge }) });
    elasticIps.push(elasticIp);
    return { subnetId, allocationId: elasticIp.allocationId };
  });
  const replacing = [network.elasticIps ?? network.privateAddresses];
  return { attributes: { subnetMapping }, replacing, elasticIps, hasFixedAddresses: true };
}
