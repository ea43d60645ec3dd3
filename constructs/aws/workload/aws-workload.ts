import { Construct } from "constructs";
import type { Diagnostic } from "../../../lib/topology";
import { Fn, Lazy, type TerraformResource, TerraformStack, Tokenization } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import { renderJson } from "../../rendering";
import { isUnknown } from "../../unknown-values";
import type { ContainerWorkload } from "../../values";
import type { AwsSettings } from "../aws-props";
import { sources } from "../edge/sources";
import { Findings, placed } from "../findings";
import { replaceableName } from "../names";
import {
  CloudwatchLogGroup,
  EcsService,
  EcsTaskDefinition,
  ecsServiceLoadBalancerToTerraform,
  type Lb,
  type LbTargetGroup,
  type SecurityGroup,
  VpcSecurityGroupEgressRule,
} from "../provider";
import { tagsFor } from "../tags";
import { type ClusterReference, StackCluster } from "./cluster";
import { containerDefinition, containerName, writableFolders } from "./container-definition";
import type { EcsCapacity, EcsEgress, EcsOptions, EcsPolicyStatement } from "./ecs-options";
import { type WorkloadPlan, workloadPlan } from "./plan";
import { executionStatements, taskStatements } from "./policies";
import { TaskRole } from "./roles";
import { type RequestSource, WorkloadScaling } from "./scaling";

const DEFAULT_RETENTION = 365;

/** A target group that tasks are registered with, and the load balancer that leads to it. */
export interface WorkloadEntrance {
  readonly targetGroup: LbTargetGroup;
  readonly loadBalancer: Pick<Lb, "arnSuffix">;
  readonly scope: Construct;
  readonly kind: "application" | "network";
}

/** What a workload needs of its service. */
export interface WorkloadHost {
  /** As far as listeners have been added. */
  readonly entrances: readonly WorkloadEntrance[];
  /** The security group of the tasks where it was made for them. */
  readonly securityGroup: SecurityGroup | undefined;
  /** The security group of the tasks, made or brought along. */
  readonly securityGroupId: string | undefined;
  /** Has a resource wait for the listeners and rules that lead to the service. */
  awaitRouting(resource: TerraformResource): void;
}

/** A container that runs as a service of ECS on Fargate, and all that it needs. */
export class AwsWorkload extends Construct {
  readonly logGroup: CloudwatchLogGroup;
  /** What ECS starts tasks with; absent where one was brought along. */
  readonly executionRole: TaskRole | undefined;
  /** What the containers themselves are allowed; absent where one was brought along. */
  readonly taskRole: TaskRole | undefined;
  readonly taskDefinition: EcsTaskDefinition;
  readonly service: EcsService;
  /** Present where the number of tasks is a range. */
  readonly scaling: WorkloadScaling | undefined;
  /** The stack's own cluster; absent where one was named. */
  readonly cluster: StackCluster | undefined;

  constructor(
    private readonly logical: LogicalService,
    private readonly workload: ContainerWorkload,
    private readonly settings: AwsSettings,
    private readonly host: WorkloadHost,
  ) {
    super(logical, "workload");
    const findings = new Findings();
    const options = settings.ecs ?? {};
    const plan = workloadPlan(workload, logical.props.drain ?? "30s", settings, findings);
    const tags = tagsFor(settings.tags, { service: logical.name });
    const cluster = this.clusterFor(options, findings);
    this.cluster = cluster.own;
    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/portico/${logical.node.path.replace(/[^A-Za-z0-9_./#-]+/g, "-")}`,
      retentionInDays: options.logRetentionDays ?? DEFAULT_RETENTION,
      ...(options.logKmsKeyArn === undefined ? {} : { kmsKeyId: options.logKmsKeyArn }),
      tags,
    });
    const startingStatements = executionStatements(workload, options, this.logGroup.arn, findings);
    if (options.executionRoleArn === undefined) {
      this.executionRole = this.role(
        "execution-role",
        `Starts the tasks of service ${logical.name}`,
        startingStatements,
      );
    }
    if (options.taskRoleArn === undefined) {
      this.taskRole = this.role("task-role", `The tasks of service ${logical.name}`, taskStatements(options));
    }
    this.taskDefinition = this.defineTask(options, plan);
    this.allow(plan.egress);
    this.service = this.runTasks(options, plan, cluster);
    if (plan.scaling !== undefined) {
      this.scaling = new WorkloadScaling(this, "scaling", {
        cluster: cluster.name,
        service: this.service.name,
        range: plan.scaling,
        requests: () => this.requestSource(),
        tags,
      });
    }
    reportDiagnostics(logical, () => placed(topologyPath(logical), [...findings.diagnostics, ...this.lateFindings()]));
  }

  private clusterFor({ cluster, containerInsights }: EcsOptions, findings: Findings): ClusterReference {
    if (cluster !== undefined) {
      // A name has no slash, so that its base name is itself.
      const name = isUnknown(cluster) ? Fn.basename(cluster) : (cluster.split("/").at(-1) ?? cluster);
      return { id: cluster, name };
    }
    const own = StackCluster.of(this, containerInsights ?? "enabled", this.settings.tags ?? {});
    if (containerInsights !== undefined && own.insights !== containerInsights) {
      findings.error(
        "ecs-cluster-settings",
        "workload",
        `the stack's cluster has container insights ${own.insights}, as its first workload says, and this one says ${containerInsights}`,
        "say the same for all workloads of the stack, or name a cluster for each",
      );
    }
    return { id: own.resource.arn, name: own.resource.name, own };
  }

  private role(id: string, description: string, statements: readonly EcsPolicyStatement[]): TaskRole {
    const { name } = this.logical;
    const tags = tagsFor(this.settings.tags, { service: name });
    return new TaskRole(this, id, { label: name, description, statements, tags });
  }

  private defineTask(options: EcsOptions, { size, stopTimeout }: WorkloadPlan): EcsTaskDefinition {
    const { name, props } = this.logical;
    const definition = containerDefinition(this.workload, options, {
      name: containerName(name),
      port: props.port,
      transport: props.protocol === "UDP" ? "udp" : "tcp",
      stopTimeout,
      logGroup: { name: this.logGroup.name, region: this.logGroup.region },
    });
    const executionRoleArn = this.executionRole?.role.arn ?? options.executionRoleArn;
    const taskRoleArn = this.taskRole?.role.arn ?? options.taskRoleArn;
    const volumes = writableFolders(options).map(({ volume }) => ({ name: volume }));
    return new EcsTaskDefinition(this, "task-definition", {
      family: replaceableName(name, this.node.path, []),
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: Tokenization.stringifyNumber(size.cpu),
      memory: Tokenization.stringifyNumber(size.memory),
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: options.cpuArchitecture ?? "X86_64",
      },
      ...(executionRoleArn === undefined ? {} : { executionRoleArn }),
      ...(taskRoleArn === undefined ? {} : { taskRoleArn }),
      ...(volumes.length === 0 ? {} : { volume: volumes }),
      // A deployment that fails goes back to the revision before.
      skipDestroy: true,
      containerDefinitions: Lazy.stringValue({ produce: (context) => renderJson([definition], context) }),
      tags: tagsFor(this.settings.tags, { service: name }),
    });
  }

  private runTasks(options: EcsOptions, plan: WorkloadPlan, { id: cluster, own }: ClusterReference): EcsService {
    const { name, node, props } = this.logical;
    const { capacity } = options;
    const { securityGroupId } = this.host;
    const service = new EcsService(this, "Resource", {
      // What AWS cannot change in place makes another service, which may be there before this one goes.
      name: replaceableName(name, node.path, [cluster, capacity === undefined]),
      cluster,
      taskDefinition: this.taskDefinition.arn,
      desiredCount: plan.desiredCount,
      ...(capacity === undefined
        ? { launchType: "FARGATE" }
        : { capacityProviderStrategy: capacity.map(strategy), forceNewDeployment: true }),
      platformVersion: options.platformVersion ?? "LATEST",
      networkConfiguration: {
        subnets: [...plan.subnetIds],
        securityGroups: [
          ...(securityGroupId === undefined ? [] : [securityGroupId]),
          ...(options.securityGroupIds ?? []),
        ],
        assignPublicIp: options.assignPublicIp ?? false,
      },
      loadBalancer: Lazy.anyValue({
        produce: () => this.loadBalancers(containerName(name), props.port),
      }),
      // Nobody but a load balancer checks, and AWS takes no grace period without one.
      healthCheckGracePeriodSeconds: Lazy.numberValue({
        produce: () => (this.entrances.length === 0 ? undefined : plan.gracePeriod),
      }),
      deploymentMinimumHealthyPercent: options.minimumHealthyPercent ?? 100,
      deploymentMaximumPercent: options.maximumPercent ?? 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      enableExecuteCommand: options.enableExecuteCommand ?? false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: options.waitForSteadyState ?? false,
      tags: tagsFor(this.settings.tags, { service: name }),
      // A task needs its permissions when it starts, and ECS does not wait for them.
      dependsOn: [
        ...[this.executionRole?.policy, this.taskRole?.policy].filter((policy) => policy !== undefined),
        ...(capacity !== undefined && own !== undefined ? [own.capacityProviders] : []),
      ],
    });
    service.addOverride("lifecycle", Lazy.anyValue({ produce: () => this.lifecycle(plan) }));
    this.host.awaitRouting(service);
    return service;
  }

  /**
   * As Terraform has it, since listeners come after the service. What is created before it is destroyed passes that on to
   * all that it depends on: to a Network Load Balancer too, whose addresses, name and target groups no two can have.
   */
  private lifecycle(plan: WorkloadPlan): object | undefined {
    const lifecycle = {
      ...(this.entrances.some(({ kind }) => kind === "network") ? {} : { create_before_destroy: true }),
      // How many tasks run is then decided by their load.
      ...(plan.scaling === undefined ? {} : { ignore_changes: ["desired_count"] }),
    };
    return Object.keys(lifecycle).length === 0 ? undefined : lifecycle;
  }

  /** Blocks as Terraform has them, since listeners come after the service. */
  private loadBalancers(containerName: string, containerPort: number): readonly unknown[] | undefined {
    const blocks = this.entrances.map(({ targetGroup }) =>
      ecsServiceLoadBalancerToTerraform({ targetGroupArn: targetGroup.arn, containerName, containerPort }),
    );
    return blocks.length === 0 ? undefined : blocks;
  }

  /** Those of the same stack: Terraform applies another one after this, and AWS wants the listener to be there before. */
  private get entrances(): readonly WorkloadEntrance[] {
    const stack = TerraformStack.of(this);
    return this.host.entrances.filter(({ scope }) => TerraformStack.of(scope) === stack);
  }

  private requestSource(): RequestSource | undefined {
    return this.entrances.find(({ kind }) => kind === "application");
  }

  private allow(egress: readonly EcsEgress[]): void {
    const { securityGroup } = this.host;
    // The rules of a group that was brought along are its owner's.
    if (securityGroup === undefined) return;
    const scope = new Construct(this, "egress");
    for (const [index, { id, grant }] of sources(egress.map(({ to }) => to)).entries()) {
      const { port, transport = "tcp" } = egress[index] ?? { port: 0 };
      new VpcSecurityGroupEgressRule(scope, `${transport}-${port}-${id}`, {
        securityGroupId: securityGroup.id,
        description: `Tasks of service ${this.logical.name}`,
        ipProtocol: transport,
        fromPort: port,
        toPort: port,
        ...grant,
        tags: tagsFor(this.settings.tags, { service: this.logical.name }),
      });
    }
  }

  /** What depends on the listeners that lead to the service. */
  private lateFindings(): readonly Diagnostic[] {
    const findings = new Findings();
    const all = this.host.entrances;
    if (all.length > this.entrances.length) {
      findings.error(
        "ecs-listener-elsewhere",
        "workload",
        "a listener of another stack leads to the service, and AWS takes tasks behind a load balancer only once it does",
        "make the edge in the stack of the service, or the service in that of the edge",
      );
    }
    if (this.scaling?.requestPolicy !== undefined && this.requestSource() === undefined) {
      findings.error(
        "ecs-request-scaling",
        "workload.replicas.requestsPerMinute",
        "requests are counted by an Application Load Balancer, and none of this stack leads to the service",
        "lead to the service from a route of a router, or scale it by cpuPercent",
      );
    }
    return findings.diagnostics;
  }
}

function strategy({ provider, weight = 1, base }: EcsCapacity) {
  return { capacityProvider: provider, weight, ...(base === undefined ? {} : { base }) };
}
