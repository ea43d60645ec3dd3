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
  /** Whether one that is replaced goes before the new one comes. */
  readonly goesFirst: boolean;
}

/** The subnets of a Network Load Balancer, with the addresses that it is to have in them. */
export function networkPlacement(scope: Construct, edge: string, settings: AwsSettings, findings: Findings): Placement {
  const { network = {}, subnetIds, tags } = settings;
  const addresses = subnetAddresses(network, settings, findings);
  if (addresses === undefined) {
    // The provider replaces one that loses a subnet, under the name that it has. One that an endpoint service offers
    // is kept by AWS for as long as it is offered.
    const goesFirst = network.endpointService === undefined;
    return { attributes: { subnets: [...subnetIds] }, replacing: [], elasticIps: [], goesFirst };
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
  // No second load balancer can have the addresses while the first is there.
  return { attributes: { subnetMapping }, replacing, elasticIps, goesFirst: true };
}
