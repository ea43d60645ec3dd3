import type { Construct } from "constructs";
import { isUnknown } from "../../../unknown-values";
import type { LambdaProps } from "../../members";
import { LambdaPermission, type LbTargetGroup, LbTargetGroupAttachment } from "../../provider";
import type { Targets } from "./targets";

/** `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME`, and a version or alias after it. */
const QUALIFIED = /^(arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+):([^:]+)$/;

/** A Lambda function, which load balancers call rather than connect to. */
export class LambdaTargets implements Targets {
  readonly type = "lambda";
  readonly addressType = "ipv4";
  readonly endpoints = [];
  readonly multiValueHeaders: boolean;
  private readonly functionArn: string;
  private readonly qualifier: string | undefined;

  constructor(functionArn: string, { qualifier, multiValueHeaders = false }: LambdaProps) {
    this.multiValueHeaders = multiValueHeaders;
    const [, unqualified, named] = isUnknown(functionArn) ? [] : (QUALIFIED.exec(functionArn) ?? []);
    this.functionArn = unqualified ?? functionArn;
    this.qualifier = qualifier ?? named;
  }

  attach(scope: Construct, group: LbTargetGroup): readonly LbTargetGroupAttachment[] {
    const { functionArn, qualifier } = this;
    const permission = new LambdaPermission(scope, "permission", {
      action: "lambda:InvokeFunction",
      functionName: functionArn,
      ...(qualifier === undefined ? {} : { qualifier }),
      principal: "elasticloadbalancing.amazonaws.com",
      sourceArn: group.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    return [
      new LbTargetGroupAttachment(scope, "function", {
        targetGroupArn: group.arn,
        targetId: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`,
        // AWS refuses a function that the load balancer may not call.
        dependsOn: [permission],
        lifecycle: { createBeforeDestroy: true },
      }),
    ];
  }
}
