import { Construct } from "constructs";
import { isUnknown } from "../../unknown-values";
import { Route53Record } from "../provider";
import { type IHostedZone, zoneId } from "./hosted-zone";

/** A name that leads to a load balancer. */
export interface DnsName {
  /** In full: `shop.example.com`, or a wildcard such as `*.example.com`. */
  readonly name: string;
  /** The zone of Route 53 that the name stands in: its id, or one of {@link HostedZone}. */
  readonly zone: string | IHostedZone;
  /**
   * Whether Route 53 leaves the name out while none of the load balancer's targets is healthy, so that another record of
   * the name is taken (Route 53 developer guide, "Values specific for simple alias records").
   *
   * @default true
   */
  readonly evaluateTargetHealth?: boolean;
}

/** What an alias points to. */
export interface AliasTarget {
  readonly dnsName: string;
  readonly zoneId: string;
  readonly dualStack: boolean;
}

/** An alias record of type A for each name, and one of type AAAA where the target has IPv6 addresses. */
export function addDnsRecords(
  scope: Construct,
  names: readonly DnsName[],
  target: AliasTarget,
): readonly Route53Record[] {
  if (names.length === 0) return [];
  const group = new Construct(scope, "dns");
  const types = target.dualStack ? ["A", "AAAA"] : ["A"];
  const known = new Map<string, Set<string>>();
  return names.flatMap(({ name, zone, evaluateTargetHealth = true }, index) => {
    const inZone = zoneId(zone, scope);
    const zones = known.get(name) ?? new Set();
    if (zones.has(inZone)) return [];
    known.set(name, zones.add(inZone));
    const id = recordId(name, inZone, index, zones.size === 1);
    return types.map(
      (type) =>
        new Route53Record(group, `${id}-${type}`, {
          zoneId: inZone,
          name,
          type,
          alias: { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth },
        }),
    );
  });
}

/** A name may stand in several zones: a public one, and a private one for clients within a VPC. */
function recordId(name: string, zone: string, index: number, isFirst: boolean): string {
  if (isUnknown(name)) return String(index);
  if (isFirst) return name;
  return `${name}_${isUnknown(zone) ? index : zone}`;
}
