import type { Construct } from "constructs";
import type { Diagnostic } from "../../../../lib/topology";
import { dependable, Lazy, TerraformStack } from "../../../cdktf";
import type { EdgeListener, EdgeLoadBalancer } from "../../../edge-load-balancer";
import { isUnknown } from "../../../unknown-values";
import type { AwsEdge } from "../../edge";
import { Findings } from "../../findings";
import { type LbTargetGroup, LbTargetGroupAttachment } from "../../provider";
import type { Targets } from "./targets";

/**
 * An Application Load Balancer that is the one target of a Network Load Balancer (NLB user guide, "Use an Application
 * Load Balancer as a target").
 */
export class LoadBalancerTargets implements Targets {
  readonly type = "alb";
  readonly addressType = "ipv4";
  readonly endpoints = [{}];

  constructor(
    private readonly balancer: EdgeLoadBalancer<AwsEdge> | string,
    private readonly port: number,
    private readonly given: "HTTP" | "HTTPS" | undefined,
  ) {}

  /** What the load balancer's listener speaks; an edge's listener may come later. */
  get httpProtocol(): string {
    if (this.given !== undefined) return this.given;
    if (typeof this.balancer === "string") return "HTTP";
    return Lazy.stringValue({ produce: () => (this.listener?.spec.protocol === "HTTPS" ? "HTTPS" : "HTTP") });
  }

  get securityGroup(): { readonly id: string; readonly name: string } | undefined {
    const { balancer } = this;
    if (typeof balancer === "string") return undefined;
    const id = once(() => balancer.resources.applicationSecurityGroup?.id);
    return { id: Lazy.stringValue({ produce: id }), name: balancer.node.path.replaceAll("/", "-") };
  }

  attach(scope: Construct, group: LbTargetGroup): readonly LbTargetGroupAttachment[] {
    const { balancer } = this;
    const arn =
      typeof balancer === "string"
        ? balancer
        : Lazy.stringValue({ produce: once(() => balancer.resources.applicationLoadBalancer?.arn) });
    const attachment = new LbTargetGroupAttachment(scope, "load-balancer", {
      targetGroupArn: group.arn,
      targetId: arn,
      port: this.port,
      lifecycle: { createBeforeDestroy: true },
    });
    // AWS refuses a load balancer that does not listen on the port.
    const produce = () => {
      const listener = this.listenerResource;
      return listener !== undefined && TerraformStack.of(listener) === TerraformStack.of(scope)
        ? [dependable(listener)]
        : [];
    };
    attachment.dependsOn = Lazy.listValue({ produce }, { omitEmpty: true });
    return [attachment];
  }

  findings(): readonly Diagnostic[] {
    const findings = new Findings();
    const { balancer, port } = this;
    if (typeof balancer !== "string" && !isUnknown(port) && this.listener === undefined) {
      findings.error(
        "nlb-alb-listener",
        "port",
        `edge "${balancer.name}" has no HTTP or HTTPS listener on port ${port}, which a load balancer that is a target needs`,
        "add one, or set the service's port to that of a listener that is there",
      );
    }
    if (typeof balancer !== "string" && this.listener !== undefined && !balancer.resources.applicationLoadBalancer) {
      findings.error(
        "nlb-alb-listener",
        "members",
        `edge "${balancer.name}" has listeners of a load balancer that exists already`,
        "name that: AwsMembers.loadBalancer(arn)",
      );
    }
    return findings.diagnostics;
  }

  private get listener(): EdgeListener | undefined {
    const { balancer, port } = this;
    if (typeof balancer === "string") return undefined;
    return balancer.listeners.find(({ router, spec }) => router !== undefined && spec.port === port);
  }

  private get listenerResource() {
    const { balancer, listener } = this;
    if (typeof balancer === "string" || listener === undefined) return undefined;
    return balancer.resources.listeners.get(listener.name)?.listener;
  }
}

/** A token that is made once: what another stack refers to is noted with the token, not with what it stands for. */
function once(make: () => string | undefined): () => string | undefined {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
