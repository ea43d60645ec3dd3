import { isDeepStrictEqual } from "node:util";
import { Construct } from "constructs";
import { dependable, Lazy, type TerraformResource, TerraformStack } from "../../cdktf";
import type { LogicalService, LogicalServiceProps } from "../../logical-service";
import { isUnknown } from "../../unknown-values";
import type { LbTargetGroup, SecurityGroup } from "../provider";
import type { AwsWorkload } from "../workload";
import type { BalancerKind } from "./kind";
import type { ServiceSecurityGroup } from "./security-group";
import { ServiceTargetGroup, type TargetGroupPlan } from "./service-target-group";
import type { ServedBy, ServiceUse } from "./service-use";
import type { Endpoint, TargetGroupBinding, Targets } from "./targets";

/** A target group and the load balancer that leads to it. */
export interface ServiceEntrance {
  readonly targetGroup: LbTargetGroup;
  readonly loadBalancer: ServedBy;
  /** Where the listener or rule that leads to the service stands, or one beside it. */
  readonly scope: Construct;
  readonly kind: BalancerKind;
}

/** What a logical service became on AWS. */
export class AwsService {
  private own: ServiceTargetGroup;
  private readonly further = new Map<string, ServiceTargetGroup>();
  private readonly led: ServiceUse[] = [];
  private readonly connections: TerraformResource[] = [];
  private running: AwsWorkload | undefined;

  /** @internal */
  constructor(
    private readonly service: LogicalService,
    private readonly plan: TargetGroupPlan,
    private readonly instances: ServiceSecurityGroup | undefined,
  ) {
    this.own = new ServiceTargetGroup(service, service.node.path, plan);
  }

  /**
   * The target group of the first load balancer that leads to the service.
   *
   * @throws where the target group exists already, and is no resource
   */
  get targetGroup(): LbTargetGroup {
    return this.own.resource;
  }

  /** The ARN of {@link targetGroup}, as a token. */
  get targetGroupArn(): string {
    return this.own.arn;
  }

  /** What attaches the members to {@link targetGroup}. */
  get attachments(): readonly TerraformResource[] {
    return this.own.attachments;
  }

  /**
   * One target group for each load balancer that leads to the service, since AWS lets a target group belong to one; and
   * one more where a load balancer leads to it both with TLS ended and with TLS passed through. The first is there from
   * the start, others come with the listeners.
   */
  get targetGroups(): readonly LbTargetGroup[] {
    return this.groups.flatMap(({ made }) => made ?? []);
  }

  /** The target groups that load balancers lead to, each with its load balancer, as far as listeners have been added. */
  get entrances(): readonly ServiceEntrance[] {
    return this.groups.flatMap(({ made, use }) => {
      return use === undefined || made === undefined
        ? []
        : {
            targetGroup: made,
            loadBalancer: use.balancer.loadBalancer,
            kind: use.balancer.kind,
            scope: use.balancer.scope,
          };
    });
  }

  /** The security group that was made for the service's instances, where one was. */
  get securityGroup(): SecurityGroup | undefined {
    return this.instances?.resource;
  }

  /** The security group of the service's instances, made or brought along: the service's load balancers get in. */
  get securityGroupId(): string | undefined {
    return this.instances?.id;
  }

  /**
   * What has pods registered in {@link targetGroups}, for members by `AwsMembers.targetGroupBinding`: objects to apply to
   * the cluster. They hold tokens: write them with `Fn.yamlencode` or a resource of the Kubernetes provider.
   */
  get targetGroupBindings(): readonly TargetGroupBinding[] {
    return this.groups.flatMap(({ made, use }, index) => {
      if (made === undefined) return [];
      const name = `${this.service.name.toLowerCase()}${index === 0 ? "" : `-${index + 1}`}`;
      // Where Portico knows the group of the instances, it has opened it.
      const securityGroupId = this.securityGroupId === undefined ? use?.balancer.securityGroup.id : undefined;
      return this.plan.targets.binding?.(name, made, { securityGroupId }) ?? [];
    });
  }

  /** The listeners and rules that lead to the service, as far as they have been added. */
  get routing(): readonly TerraformResource[] {
    return this.connections;
  }

  /**
   * Has a resource wait for the listeners and rules of its stack that lead to the service: those that are there, and
   * those that will be added. AWS refuses an ECS service whose target group no load balancer has.
   */
  awaitRouting(resource: TerraformResource): void {
    const stack = TerraformStack.of(resource);
    const before = resource.dependsOn ?? [];
    resource.dependsOn = Lazy.listValue(
      {
        produce: () => {
          const routing = this.routing.filter((one) => TerraformStack.of(one) === stack);
          return [...before, ...routing.map((one) => dependable(one))];
        },
      },
      { omitEmpty: true },
    );
  }

  /** What runs as the service's instances, where it brought a workload. */
  get workload(): AwsWorkload | undefined {
    return this.running;
  }

  /** @internal */
  run(workload: AwsWorkload): void {
    this.running = workload;
  }

  /**
   * Where load balancers connect to.
   *
   * @internal
   */
  get endpoints(): readonly Endpoint[] {
    return this.plan.targets.endpoints;
  }

  /**
   * The security group of {@link securityGroupId} as a part of a construct's id.
   *
   * @internal
   */
  get securityGroupName(): string | undefined {
    return this.instances?.name;
  }

  /**
   * Whether clients are kept on their targets.
   *
   * @internal
   */
  get isSticky(): boolean {
    return this.own.made?.stickinessInput?.enabled === true;
  }

  /**
   * How many targets a group of the service has, as far as they are known while the program runs.
   *
   * @internal
   */
  get knownTargets(): number {
    const { replicas } = this.service.props.workload?.spec ?? {};
    const most = typeof replicas === "object" ? replicas.max : replicas;
    return most === undefined || isUnknown(most) ? this.attachments.length : most;
  }

  /** @internal */
  get targets(): Targets {
    return this.plan.targets;
  }

  /** @internal */
  get groups(): readonly ServiceTargetGroup[] {
    return [this.own, ...this.further.values()];
  }

  /**
   * How listeners lead to the service.
   *
   * @internal
   */
  get uses(): readonly ServiceUse[] {
    return this.led;
  }

  /**
   * The target group for a listener that leads to the service.
   *
   * @internal
   */
  groupFor(use: ServiceUse): ServiceTargetGroup {
    this.led.push(use);
    const known = this.groups.find((group) => {
      return group.use !== undefined && !group.combined && this.isAlike(group.use, use);
    });
    if (known !== undefined) return known;
    // One that exists already cannot be had twice, which is reported.
    if (this.own.use !== undefined && this.own.made === undefined) return this.own;
    const group = this.own.use === undefined ? this.own : this.another(use);
    group.claim(use, (resource) => this.awaitRouting(resource));
    return group;
  }

  /**
   * Has a service of streams take the place of one of datagrams, where both are the same instances and no other listener
   * leads to either: there is one target group for both then.
   *
   * @returns whether it did
   * @internal
   */
  absorb(datagrams: AwsService): boolean {
    const isMade = this.own.made !== undefined && datagrams.own.made !== undefined;
    const isFree = isMade && this.led.length + datagrams.led.length === 1 && !this.own.combined;
    if (!isFree || !isSameInstances(this.service.props, datagrams.service.props)) return false;
    datagrams.own.discard();
    datagrams.own = this.own;
    return true;
  }

  /**
   * Notes a listener or rule that connects a target group with a load balancer.
   *
   * @internal
   */
  connect(resource: TerraformResource): void {
    if (!this.connections.includes(resource)) this.connections.push(resource);
  }

  /** Whether one target group does for both. */
  private isAlike(one: ServiceUse, other: ServiceUse): boolean {
    const protocol = (use: ServiceUse) => this.plan.protocol(use, false);
    return one.balancer.scope === other.balancer.scope && protocol(one) === protocol(other);
  }

  /** By the path of the load balancer, so that others that come or go change nothing. */
  private another({ balancer, terminatesTls }: ServiceUse): ServiceTargetGroup {
    const id = `${balancer.scope.node.path.replaceAll("/", "|")}${terminatesTls ? "|tls" : ""}`;
    const scope = new Construct(this.service, id);
    const group = new ServiceTargetGroup(scope, scope.node.path, this.plan);
    this.further.set(id, group);
    return group;
  }
}

/** Whether what is said of two services is the same but for the protocol. */
function isSameInstances(streams: LogicalServiceProps, datagrams: LogicalServiceProps): boolean {
  const { healthCheck: probe = streams.healthCheck, ...others } = datagrams;
  const settings = ({ protocol: _, name: __, accept: ___, ...rest }: LogicalServiceProps) => rest;
  if (streams.workload !== undefined || datagrams.workload !== undefined) return false;
  return isDeepStrictEqual(
    settings(streams),
    settings({ ...others, ...(probe === undefined ? {} : { healthCheck: probe }) }),
  );
}

/** The target group for a listener that leads to a service; `undefined` for a service of another platform. */
export function groupFor(service: LogicalService | undefined, use: ServiceUse): ServiceTargetGroup | undefined {
  return service?.resources instanceof AwsService ? service.resources.groupFor(use) : undefined;
}

/** Notes a listener or rule that leads to these services. */
export function noteRouting(services: readonly LogicalService[], resource: TerraformResource): void {
  for (const { resources } of services) if (resources instanceof AwsService) resources.connect(resource);
}
