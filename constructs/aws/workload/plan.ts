import { tryParseDuration } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";
import type { ContainerWorkload, ReplicaRange } from "../../values";
import type { AwsSettings } from "../aws-props";
import type { Findings } from "../findings";
import { seconds } from "../service/seconds";
import type { EcsEgress, EcsOptions } from "./ecs-options";
import { type TaskSize, taskSize } from "./task-size";

const AT = "workload";

const DEFAULT_REPLICAS = 2;
const DEFAULT_GRACE = "60s";
const GRACE = { code: "ecs-grace-period", what: "the grace period of a health check", low: 0, high: 2_147_483_647 };

/** Fargate's bounds between SIGTERM and SIGKILL, in seconds (API reference, `ContainerDefinition.stopTimeout`). */
const STOP_TIMEOUT = { least: 2, most: 120 };

/** A workload as plain values. */
export interface WorkloadPlan {
  readonly size: TaskSize;
  /** How many tasks run, to begin with where they are scaled. */
  readonly desiredCount: number;
  readonly scaling: ReplicaRange | undefined;
  readonly subnetIds: readonly string[];
  readonly egress: readonly EcsEgress[];
  readonly stopTimeout: number;
  readonly gracePeriod: number;
}

/** What Fargate makes of a workload; what it does not have is reported. */
export function workloadPlan(
  workload: ContainerWorkload,
  drain: string,
  settings: AwsSettings,
  findings: Findings,
): WorkloadPlan {
  const options = settings.ecs ?? {};
  const { replicas = DEFAULT_REPLICAS } = workload;
  const scaling = typeof replicas === "object" ? replicas : undefined;
  reportReplicas(replicas, findings);
  reportShell(options, findings);
  return {
    size: taskSize(workload, AT, findings),
    desiredCount: typeof replicas === "object" ? replicas.min : replicas,
    scaling,
    subnetIds: taskSubnets(settings, findings),
    egress: options.egress ?? everyHttps(settings.dualStack),
    stopTimeout: stopTimeout(drain),
    gracePeriod: seconds(options.healthCheckGracePeriod ?? DEFAULT_GRACE, AT, GRACE, findings),
  };
}

/** Images, secrets, logs and the APIs of AWS are all behind HTTPS. */
function everyHttps(dualStack: boolean): readonly EcsEgress[] {
  return [{ to: "0.0.0.0/0", port: 443 }, ...(dualStack ? [{ to: "::/0", port: 443 }] : [])];
}

/**
 * A task that goes away is taken out of its target group first, which lasts as long as it drains, and only then told to
 * end; so a longer drain than Fargate waits for is no loss.
 */
function stopTimeout(drain: string): number {
  const milliseconds = isUnknown(drain) ? undefined : tryParseDuration(drain);
  const wanted = Math.ceil((milliseconds ?? STOP_TIMEOUT.most * 1000) / 1000);
  return Math.min(Math.max(wanted, STOP_TIMEOUT.least), STOP_TIMEOUT.most);
}

function taskSubnets({ ecs = {}, internal, subnetIds }: AwsSettings, findings: Findings): readonly string[] {
  if (ecs.subnetIds !== undefined) return ecs.subnetIds;
  if (!internal && ecs.assignPublicIp !== true) {
    findings.error(
      "ecs-subnets",
      AT,
      "tasks without public addresses find no way out of the public subnets of the load balancers",
      "name private subnets: new Aws({ ecs: { subnetIds: [...] } }), or accept that the load balancers' are taken",
    );
  }
  return subnetIds;
}

function reportReplicas(replicas: number | ReplicaRange, findings: Findings): void {
  const { min, max } = typeof replicas === "object" ? replicas : { min: replicas, max: replicas };
  if (isUnknown(min) || isUnknown(max) || (min >= 1 && max >= min)) return;
  findings.error(
    "ecs-replicas",
    `${AT}.replicas`,
    min < 1 ? `a service runs one task at least, not ${min}` : `at least ${min} and at most ${max} tasks is no number`,
    "set min to 1 or more, and max to no less than min",
  );
}

function reportShell({ enableExecuteCommand, readonlyRootFilesystem }: EcsOptions, findings: Findings): void {
  if (enableExecuteCommand !== true || readonlyRootFilesystem === false) return;
  findings.error(
    "ecs-shell-read-only",
    AT,
    "the agent behind a shell writes to the container's file system, which is read-only",
    "set readonlyRootFilesystem: false beside enableExecuteCommand, or accept that no shell opens",
  );
}
