import { Construct } from "constructs";
import { TerraformStack } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import { DataAwsRoute53Zone } from "../provider";

/** A hosted zone of Route 53 that exists already. */
export interface IHostedZone {
  /** Its id, for a construct of this stack. */
  zoneIdIn(scope: Construct): string;
}

export interface HostedZoneLookup {
  /** `example.com`. */
  readonly name: string;
  /**
   * Whether the zone is a private one.
   *
   * @default false
   */
  readonly privateZone?: boolean;
  /**
   * A VPC that the private zone belongs to, where several of one name exist.
   *
   * @default any
   */
  readonly vpcId?: string;
}

const GROUP = "portico_hosted-zone";

/** Makes {@link IHostedZone}. */
export class HostedZone implements IHostedZone {
  /** By its id. May be a token. */
  static fromId(zoneId: string): IHostedZone {
    return new HostedZone(() => zoneId);
  }

  /** By its name: Terraform looks the id up, once in each stack. */
  static fromName(lookup: string | HostedZoneLookup): IHostedZone {
    const given = typeof lookup === "string" ? { name: lookup } : lookup;
    return new HostedZone((scope) => found(TerraformStack.of(scope), given).zoneId);
  }

  private constructor(private readonly resolve: (scope: Construct) => string) {}

  zoneIdIn(scope: Construct): string {
    return this.resolve(scope);
  }
}

/** Zones that have been looked up, by what was asked for: tokens can be no part of an id. */
const lookups = new WeakMap<TerraformStack, Map<string, DataAwsRoute53Zone>>();

function found(stack: TerraformStack, { name, privateZone, vpcId }: HostedZoneLookup): DataAwsRoute53Zone {
  const known = lookups.get(stack) ?? new Map<string, DataAwsRoute53Zone>();
  lookups.set(stack, known);
  const key = JSON.stringify([name, privateZone, vpcId]);
  const zone = known.get(key);
  if (zone !== undefined) return zone;
  const group = stack.node.tryFindChild(GROUP) ?? new Construct(stack, GROUP);
  const wanted = isUnknown(name) ? "zone" : name;
  const id = group.node.tryFindChild(wanted) === undefined ? wanted : `${wanted}_${known.size}`;
  const made = new DataAwsRoute53Zone(group, id, {
    name,
    ...(privateZone === undefined ? {} : { privateZone }),
    ...(vpcId === undefined ? {} : { vpcId }),
  });
  known.set(key, made);
  return made;
}

/** The id of a zone that is given by its id or as a value. */
export function zoneId(zone: string | IHostedZone, scope: Construct): string {
  return typeof zone === "string" ? zone : zone.zoneIdIn(scope);
}
