import type { Authentication } from "./authentication";
import type { IAcmCertificate, TlsPolicy } from "./certificates";
import type { ApplicationLoadBalancerOptions } from "./edge/application-options";
import type { NetworkLoadBalancerOptions } from "./edge/network-options";
import type { LogOptions } from "./logs";
import type { AwsQuotas } from "./quotas";
import type { TargetGroupOptions } from "./service/target-group-options";
import type { EcsOptions } from "./workload";

export interface AwsProps {
  /** The VPC that load balancers and target groups stand in. May be a token. */
  readonly vpcId: string;
  /**
   * The subnets of the load balancers, in two Availability Zones at least; public ones unless the load balancers are
   * `internal`. May be a token.
   */
  readonly subnetIds: readonly string[];
  /**
   * Certificates by the name that listeners refer to: ARNs of AWS Certificate Manager, or what {@link AcmCertificate}
   * makes.
   *
   * @default none
   */
  readonly certificates?: Readonly<Record<string, string | IAcmCertificate>>;
  /**
   * What Application Load Balancers ask for before requests go on, by the name that routes refer to with
   * {@link Authentication.filter}.
   *
   * @default none
   */
  readonly authentications?: Readonly<Record<string, Authentication>>;
  /**
   * The AWS region, for a stack that has no `AwsProvider` when its first Portico construct is made.
   *
   * @default what the provider takes from its environment
   */
  readonly region?: string;
  /**
   * Whether load balancers have private addresses alone.
   *
   * @default false
   */
  readonly internal?: boolean;
  /**
   * Whether load balancers have IPv6 addresses beside those of IPv4; their subnets need IPv6 ranges then. Services whose
   * members have IPv6 addresses need it.
   *
   * @default false
   */
  readonly dualStack?: boolean;
  /**
   * Who may connect to the listeners: address ranges in CIDR notation, security groups (`sg-...`) and prefix lists
   * (`pl-...`).
   *
   * @default everyone; the private address ranges where load balancers are `internal`
   */
  readonly sources?: readonly string[];
  /**
   * Security groups that the load balancers have beside their own.
   *
   * @default none
   */
  readonly securityGroupIds?: readonly string[];
  /**
   * Which versions of TLS and which ciphers HTTPS and TLS listeners take: a preset, or a policy of AWS by its name (ELB
   * user guide, "Security policies"). One that takes versions below 1.2 is reported.
   *
   * @default "tls-1.2": ELBSecurityPolicy-TLS13-1-2-2021-06, TLS 1.3 and 1.2
   */
  readonly tlsPolicy?: TlsPolicy;
  /**
   * Whether AWS refuses to delete the load balancers. Turn it off, and apply that, before you destroy a stack.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Whether traffic can be taken away from an Availability Zone with a zonal shift of Application Recovery Controller.
   *
   * @default false
   */
  readonly zonalShift?: boolean;
  /**
   * What load balancers write to S3, and where.
   *
   * @default lines for requests, in a bucket of the stack
   */
  readonly logs?: LogOptions;
  /**
   * What Application Load Balancers are set to, which HTTP and HTTPS listeners become.
   *
   * @default AWS's defaults, where they are not laxer than Portico's
   */
  readonly application?: ApplicationLoadBalancerOptions;
  /**
   * How Network Load Balancers are set up.
   *
   * @default each option's own
   */
  readonly network?: NetworkLoadBalancerOptions;
  /**
   * How target groups are set up, beyond what the Topology says of a service.
   *
   * @default each option's own
   */
  readonly targetGroups?: TargetGroupOptions;
  /**
   * How services with a `workload` run.
   *
   * @default on Fargate, in a cluster of the stack's own
   */
  readonly ecs?: EcsOptions;
  /**
   * Tags of every resource that takes tags.
   *
   * @default none but Portico's own, which start with `portico:`
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The file that remembers the priorities of listener rules, relative to the folder of `cdktf.json`. Commit it. With
   * `false` priorities depend on the rules alone, and may change when rules are added.
   *
   * @default "portico.lock.json"
   */
  readonly lockFile?: string | false;
  /**
   * Quotas of the account that differ from AWS's defaults.
   *
   * @default AWS's
   */
  readonly quotas?: AwsQuotas;
}

/** {@link AwsProps} with the defaults filled in that do not depend on a construct. */
export interface AwsSettings extends AwsProps {
  readonly internal: boolean;
  readonly dualStack: boolean;
  readonly sources: readonly string[];
  /** By the name that AWS gives it. */
  readonly tlsPolicy: string;
  readonly deletionProtection: boolean;
  readonly lockFile: string | false;
  readonly quotas: Required<AwsQuotas>;
}
