import type { Duration } from "../../../lib/topology";

/** How workloads run on AWS: as services of the Elastic Container Service on Fargate. */
export interface EcsOptions {
  /**
   * The cluster, by ARN or name. May be a token.
   *
   * @default a cluster of the stack's own, which all its workloads share
   */
  readonly cluster?: string;
  /**
   * What a cluster of the stack's own reports to CloudWatch beside AWS's free metrics; charged by AWS.
   *
   * @default "enabled"
   */
  readonly containerInsights?: "enabled" | "enhanced" | "disabled";
  /**
   * The subnets of the tasks: private ones with a way out (a NAT gateway, or VPC endpoints for ECR, S3, CloudWatch Logs
   * and the secrets), unless tasks get public addresses. May be a token.
   *
   * @default the load balancers' subnets, where these are `internal` or `assignPublicIp` is set
   */
  readonly subnetIds?: readonly string[];
  /**
   * Whether tasks get public IPv4 addresses, for subnets without another way out; charged by AWS.
   *
   * @default false
   */
  readonly assignPublicIp?: boolean;
  /**
   * What tasks may connect to. Answers to the load balancer need no entry.
   *
   * @default port 443 of every address, which is how images, secrets and logs are reached
   */
  readonly egress?: readonly EcsEgress[];
  /**
   * Security groups of the tasks beside their own.
   *
   * @default none
   */
  readonly securityGroupIds?: readonly string[];
  /**
   * The instruction set that the image is built for.
   *
   * @default "X86_64"
   */
  readonly cpuArchitecture?: "X86_64" | "ARM64";
  /**
   * The platform version of Fargate.
   *
   * @default "LATEST"
   */
  readonly platformVersion?: string;
  /**
   * Which capacity tasks run on, and in which shares. A cluster named by `cluster` must have these providers.
   *
   * @default FARGATE alone
   */
  readonly capacity?: readonly EcsCapacity[];
  /**
   * How many days CloudWatch keeps what the containers write.
   *
   * @default 365
   */
  readonly logRetentionDays?: EcsLogRetention;
  /**
   * A KMS key for the logs, by ARN. Its policy must allow CloudWatch Logs to use it.
   *
   * @default AWS's own key
   */
  readonly logKmsKeyArn?: string;
  /**
   * Whether containers cannot write to their image's file system.
   *
   * @default true
   */
  readonly readonlyRootFilesystem?: boolean;
  /**
   * Folders that containers may write to nonetheless: empty when a task starts, gone when it ends.
   *
   * @default none
   */
  readonly writableFolders?: readonly string[];
  /**
   * The user that containers run as: `UID`, `UID:GID` or a name that the image knows.
   *
   * @default the image's
   */
  readonly user?: string;
  /**
   * Whether people with the permission may open a shell in a container (`aws ecs execute-command`). It needs
   * `readonlyRootFilesystem: false`.
   *
   * @default false
   */
  readonly enableExecuteCommand?: boolean;
  /**
   * How long a task may fail its health checks after it has started.
   *
   * @default "60s"
   */
  readonly healthCheckGracePeriod?: Duration;
  /**
   * How much of the wanted number of tasks stays healthy during a deployment, in percent.
   *
   * @default 100
   */
  readonly minimumHealthyPercent?: number;
  /**
   * How many tasks there may be during a deployment, in percent of the wanted number.
   *
   * @default 200
   */
  readonly maximumPercent?: number;
  /**
   * Whether Terraform waits until a deployment has ended, and fails if it was rolled back.
   *
   * @default false
   */
  readonly waitForSteadyState?: boolean;
  /**
   * What the containers themselves may do on AWS.
   *
   * @default nothing
   */
  readonly taskRoleStatements?: readonly EcsPolicyStatement[];
  /**
   * A role of your own for the containers, by ARN, in the place of one that is made.
   *
   * @default one with `taskRoleStatements`
   */
  readonly taskRoleArn?: string;
  /**
   * What ECS may do to start a task beside what it needs: pulling the image, reading the secrets, writing the logs. A
   * secret under a KMS key of your own needs `kms:Decrypt` here.
   *
   * @default nothing
   */
  readonly executionRoleStatements?: readonly EcsPolicyStatement[];
  /**
   * A role of your own for ECS, by ARN, in the place of one that is made.
   *
   * @default one with the permissions that the task needs
   */
  readonly executionRoleArn?: string;
}

/** Addresses that tasks may connect to. */
export interface EcsEgress {
  /** A range in CIDR notation, a security group (`sg-...`) or a prefix list (`pl-...`). */
  readonly to: string;
  readonly port: number;
  /** @default "tcp" */
  readonly transport?: "tcp" | "udp";
}

/** A share of the tasks, and what they run on. */
export interface EcsCapacity {
  /** Spot is cheaper, and AWS may end its tasks with two minutes' notice. */
  readonly provider: "FARGATE" | "FARGATE_SPOT";
  /** Relative to the sum of all weights. @default 1 */
  readonly weight?: number;
  /** How many tasks run on it before weights count; of one provider alone. @default 0 */
  readonly base?: number;
}

/** A permission, as IAM's policies have it. */
export interface EcsPolicyStatement {
  readonly actions: readonly string[];
  /** ARNs, or patterns of them. */
  readonly resources: readonly string[];
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** @default none */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What CloudWatch takes (API reference, `PutRetentionPolicy`). */
export type EcsLogRetention =
  | 1
  | 3
  | 5
  | 7
  | 14
  | 30
  | 60
  | 90
  | 120
  | 150
  | 180
  | 365
  | 400
  | 545
  | 731
  | 1096
  | 1827
  | 2192
  | 2557
  | 2922
  | 3288
  | 3653;
