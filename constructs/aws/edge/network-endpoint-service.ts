import type { AwsSettings } from "../aws-props";
import { VpcEndpointService } from "../provider";
import type { ServingBalancer } from "../service";
import { tagsFor } from "../tags";

/** Offers a Network Load Balancer through PrivateLink, where that is asked for. */
export function addEndpointService(
  { scope, loadBalancer }: ServingBalancer,
  edge: string,
  { network, dualStack, tags }: AwsSettings,
): VpcEndpointService | undefined {
  const options = network?.endpointService;
  if (options === undefined) return undefined;
  const { allowedPrincipals, acceptanceRequired = true, privateDnsName, regions } = options;
  return new VpcEndpointService(scope, "endpoint-service", {
    acceptanceRequired,
    networkLoadBalancerArns: [loadBalancer.arn],
    ...(allowedPrincipals === undefined ? {} : { allowedPrincipals: [...allowedPrincipals] }),
    ...(privateDnsName === undefined ? {} : { privateDnsName }),
    ...(dualStack ? { supportedIpAddressTypes: ["ipv4", "ipv6"] } : {}),
    ...(regions === undefined ? {} : { supportedRegions: [...regions] }),
    tags: tagsFor(tags, { edge }),
  });
}
