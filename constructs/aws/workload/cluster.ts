import { Construct, type IConstruct } from "constructs";
import { TerraformStack } from "../../cdktf";
import { replaceableName } from "../names";
import { EcsCluster, EcsClusterCapacityProviders } from "../provider";
import { tagsFor } from "../tags";
import type { EcsOptions } from "./ecs-options";

const ID = "portico-ecs-cluster";
const PROVIDERS = ["FARGATE", "FARGATE_SPOT"];

export type ContainerInsights = NonNullable<EcsOptions["containerInsights"]>;

/** A cluster as the services in it refer to it. */
export interface ClusterReference {
  /** The ARN or the name. */
  readonly id: string;
  /** The name alone, which scaling refers to. */
  readonly name: string;
  /** Present where the cluster is the stack's own. */
  readonly own?: StackCluster;
}

/** The cluster that a stack's workloads share. */
export class StackCluster extends Construct {
  /** The one of the stack that a construct stands in; the first workload decides about its settings. */
  static of(scope: IConstruct, insights: ContainerInsights, tags: Readonly<Record<string, string>>): StackCluster {
    const stack = TerraformStack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return known instanceof StackCluster ? known : new StackCluster(stack, insights, tags);
  }

  readonly resource: EcsCluster;
  readonly capacityProviders: EcsClusterCapacityProviders;

  private constructor(
    stack: TerraformStack,
    readonly insights: ContainerInsights,
    tags: Readonly<Record<string, string>>,
  ) {
    super(stack, ID);
    this.resource = new EcsCluster(this, "Resource", {
      name: replaceableName(stack.node.id, this.node.path, []),
      setting: [{ name: "containerInsights", value: insights }],
      tags: tagsFor(tags, {}),
    });
    this.capacityProviders = new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.resource.name,
      capacityProviders: PROVIDERS,
    });
  }
}
