import { Construct } from "constructs";
import type { Discovery, Duration, Service, ServiceLimits, ServiceProtocol, ServiceTls } from "../lib/topology";
import { noteOwner } from "./acceptance";
import { withoutCreationStacks } from "./creation-stacks";
import { registerModel } from "./model";
import type { Platform } from "./platform";
import { reportRawExpressions } from "./raw-expressions";
import type { Balancing, DnsMembers, HealthCheck, Members, SessionAffinity, Workload } from "./values";

export interface LogicalServiceProps<Resources = unknown> {
  /** The target that the service is lowered to. */
  readonly platform: Platform<Resources>;
  /** The port that instances listen on, 1 to 65535; a member may name its own. */
  readonly port: number;
  /**
   * What the instances speak.
   *
   * @default "HTTP"
   */
  readonly protocol?: ServiceProtocol;
  /**
   * Which instances make up the service.
   *
   * @default none: requests are answered with 503
   */
  readonly members?: Members;
  /**
   * What runs as the instances, where the platform is to run it too; takes the place of `members`.
   *
   * @default none: the instances are there already
   */
  readonly workload?: Workload;
  /**
   * How instances are probed.
   *
   * @default none: an instance counts as healthy until a connection to it fails
   */
  readonly healthCheck?: HealthCheck;
  /**
   * How instances are spoken to over TLS, where they speak HTTP, H2C or GRPC. Platforms whose balancers do not verify instances, or
   * have settings of their own for it, refuse it.
   *
   * @default without TLS
   */
  readonly tls?: ServiceTls;
  /**
   * How an instance is picked.
   *
   * @default Balancing.roundRobin()
   */
  readonly balancing?: Balancing;
  /**
   * What keeps a client on one instance.
   *
   * @default none
   */
  readonly sessionAffinity?: SessionAffinity;
  /**
   * Bounds on what is asked of each instance: connections, requests that wait, times; for the self-hosted proxy. Other
   * platforms have settings of their own.
   *
   * @default each limit's own
   */
  readonly limits?: ServiceLimits;
  /**
   * How long requests on an instance that was taken away may go on.
   *
   * @default "30s"
   */
  readonly drain?: Duration;
  /**
   * The name in the Topology: letters, digits, `-` and `.`, at most 63; no other service that it meets has the same.
   *
   * @default the construct's id
   */
  readonly name?: string;
  /**
   * Codes of diagnostics about this service that are taken knowingly, and become warnings.
   *
   * @default none
   */
  readonly accept?: readonly string[];
}

/**
 * All instances of one service, and how requests are spread over them. Routers and listeners name the service, and so
 * need not know its instances.
 */
export class LogicalService<Resources = unknown> extends Construct {
  /** The name in the Topology. */
  readonly name: string;
  readonly platform: Platform<Resources>;
  readonly props: LogicalServiceProps<Resources>;
  /** What the platform made of the service. */
  readonly resources: Resources;

  constructor(scope: Construct, id: string, props: LogicalServiceProps<Resources>) {
    super(scope, id);
    this.name = props.name ?? id;
    this.platform = props.platform;
    this.props = props;
    registerModel(this);
    noteOwner(this, props.accept);
    reportRawExpressions(this);
    this.resources = withoutCreationStacks(() => props.platform.lowerService(this));
  }

  /** The service as it stands in the Topology. Members without a known address are not part of it. */
  get topology(): Service {
    const { protocol, tls, balancing, healthCheck, sessionAffinity, limits, drain, members, port } = this.props;
    const addresses = members?.spec.type === "addresses" ? members.spec.addresses : [];
    return {
      name: this.name,
      ...(protocol === undefined ? {} : { protocol }),
      ...(tls === undefined ? {} : { tls }),
      ...(balancing === undefined ? {} : { balancing: balancing.spec }),
      ...(healthCheck === undefined ? {} : { healthCheck: healthCheck.spec }),
      ...(sessionAffinity === undefined ? {} : { sessionAffinity: sessionAffinity.spec }),
      ...(limits === undefined ? {} : { limits }),
      ...(drain === undefined ? {} : { drain }),
      members: addresses.map((member) => ({
        address: member.address,
        port: member.port ?? port,
        ...(member.weight === undefined ? {} : { weight: member.weight }),
      })),
      ...(members?.spec.type === "dns" ? { discovery: discoveryOf(members.spec, port) } : {}),
    };
  }
}

function discoveryOf({ hostname, refresh }: DnsMembers, port: number): Discovery {
  return { type: "dns", hostname, port, ...(refresh === undefined ? {} : { refresh }) };
}
