import { Construct } from "constructs";
import { Lazy, type TerraformResource } from "../../cdktf";
import { replaceableName } from "../names";
import { LbTargetGroup, type LbTargetGroupConfig } from "../provider";
import type { ServiceUse } from "./service-use";
import type { Targets } from "./targets";

const RESOURCE = "Resource";
const MEMBER = "member";

/** What all target groups of a service have in common. */
export interface TargetGroupPlan {
  /** What people should recognize in the name. */
  readonly label: string;
  /** All settings but the name and the protocol, which depend on the listeners that lead to the group. */
  readonly settings: Omit<LbTargetGroupConfig, "name" | "protocol">;
  /** Values of `settings` that AWS cannot change in place. */
  readonly replacing: readonly unknown[];
  /** The protocol of a group that listeners lead to in this way; `undefined` for targets without one. */
  protocol(use: ServiceUse | undefined, combined: boolean): string | undefined;
  readonly targets: Targets;
}

/** A target group of a service, and what attaches the service's members to it. */
export class ServiceTargetGroup {
  /** Absent where the group exists already. */
  readonly made: LbTargetGroup | undefined;
  /** The ARN as a token: one for all that refer to it. */
  readonly arn: string;
  readonly attachments: readonly TerraformResource[];
  private first: ServiceUse | undefined;
  private isCombined = false;

  /**
   * The name changes with the load balancer too: AWS refuses a target group that another one still has, and Terraform
   * does not know which of both comes first.
   *
   * @param identity - what tells the group from every other of the app
   */
  constructor(
    private readonly scope: Construct,
    identity: string,
    private readonly plan: TargetGroupPlan,
  ) {
    const { label, settings, replacing, targets } = plan;
    if (targets.existingArn !== undefined) {
      this.arn = targets.existingArn;
      this.attachments = [];
      return;
    }
    const protocol = () => plan.protocol(this.first, this.isCombined);
    this.made = new LbTargetGroup(scope, RESOURCE, {
      ...settings,
      name: Lazy.stringValue({
        produce: () => {
          const { scope: place, variant } = this.first?.balancer ?? {};
          const given = variant === undefined ? [] : [variant];
          return replaceableName(label, identity, [...replacing, protocol(), place?.node.path, ...given]);
        },
      }),
      ...(protocol() === undefined ? {} : { protocol: Lazy.stringValue({ produce: protocol }) }),
    });
    this.arn = this.made.arn;
    this.attachments = targets.attach(new Construct(scope, MEMBER), this.made);
  }

  /** @throws where the group exists already and is no resource */
  get resource(): LbTargetGroup {
    if (this.made !== undefined) return this.made;
    const { label } = this.plan;
    throw new Error(
      `the target group of service "${label}" exists already, and is no resource of this stack; its ARN is resources.targetGroupArn`,
    );
  }

  /** How listeners lead to the group; all of them do it alike. */
  get use(): ServiceUse | undefined {
    return this.first;
  }

  /** Gives the group to a load balancer; AWS lets it have one alone. */
  claim(use: ServiceUse, awaitRouting: (resource: TerraformResource) => void): void {
    this.first = use;
    if (this.made !== undefined) this.plan.targets.serve?.(this.made, use.balancer, awaitRouting);
  }

  /**
   * Has the group take datagrams beside streams.
   *
   * @returns whether that takes something away from it: what becomes of connections to unhealthy targets, which AWS lets
   *   nobody choose then (API reference, `TargetGroupAttribute`)
   */
  combine(): boolean {
    this.isCombined = true;
    const isTaken = this.made?.targetHealthStateInput !== undefined;
    this.made?.resetTargetHealthState();
    return isTaken;
  }

  get combined(): boolean {
    return this.isCombined;
  }

  /** Takes the group out of the stack again. */
  discard(): void {
    this.scope.node.tryRemoveChild(RESOURCE);
    this.scope.node.tryRemoveChild(MEMBER);
  }
}
