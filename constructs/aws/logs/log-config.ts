import type { Construct } from "constructs";
import type { ITerraformDependable } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";
import type { LbConfig } from "../provider";
import type { BalancerKind } from "../service";
import { LogBucket } from "./log-bucket";
import { DEFAULT_LOGS, LOG_FOLDERS, type LogOptions } from "./log-options";

/** A load balancer whose logs are wanted. */
export interface LoggedBalancer {
  readonly kind: BalancerKind;
  readonly edge: string;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogConfig {
  readonly attributes: Pick<LbConfig, "accessLogs" | "connectionLogs" | "healthCheckLogs">;
  /** What the load balancer needs to be there before it writes. */
  readonly dependsOn: readonly ITerraformDependable[];
  readonly bucket: LogBucket | undefined;
}

/** What a load balancer is set to so that it writes its logs, and the bucket where the user brings none. */
export function logConfig(
  scope: Construct,
  options: LogOptions,
  { kind, edge, deletionProtection, tags }: LoggedBalancer,
  findings: Findings,
): LogConfig {
  const {
    access,
    connections,
    healthChecks,
    retentionDays,
    prefix = edge,
    bucket: given,
  } = { ...DEFAULT_LOGS, ...options };
  checkPrefix(prefix, findings);
  checkRetention(retentionDays, findings);
  const wanted = {
    access,
    connections: connections && kind === "application",
    healthChecks: healthChecks && kind === "application",
  };
  if (!Object.values(wanted).some(Boolean)) return { attributes: {}, dependsOn: [], bucket: undefined };
  const own = given === undefined ? LogBucket.of(scope, tags) : undefined;
  own?.admit({ kind, prefix, retentionDays, deletionProtection });
  const bucket = own?.bucket.bucket ?? given ?? "";
  const log = (folder: string) => {
    return { bucket, enabled: true, prefix: prefix === "" ? folder : `${prefix}/${folder}` };
  };
  return {
    attributes: {
      ...(wanted.access ? { accessLogs: log(LOG_FOLDERS.access) } : {}),
      ...(wanted.connections ? { connectionLogs: log(LOG_FOLDERS.connections) } : {}),
      ...(wanted.healthChecks ? { healthCheckLogs: log(LOG_FOLDERS.healthChecks) } : {}),
    },
    dependsOn: own === undefined ? [] : [own.policy],
    bucket: own,
  };
}

function checkPrefix(prefix: string, findings: Findings): void {
  if (isUnknown(prefix) || (!prefix.includes("AWSLogs") && !/^\/|\/$/.test(prefix))) return;
  findings.error(
    "aws-log-prefix",
    "",
    `the prefix of logs "${prefix}" starts or ends with "/", or holds "AWSLogs", which load balancers add themselves`,
    "take it out: new Aws({ logs: { prefix } })",
  );
}

function checkRetention(days: number, findings: Findings): void {
  if (isUnknown(days) || (Number.isInteger(days) && days >= 1)) return;
  findings.error(
    "aws-log-retention",
    "",
    `logs are kept for a whole number of days, and not for ${days}`,
    "set 1 or more: new Aws({ logs: { retentionDays } })",
  );
}
