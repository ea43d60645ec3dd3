/** A container that is run as a service's instances. */
export interface ContainerWorkload {
  readonly type: "container";
  /** The image, by tag or digest. */
  readonly image: string;
  /**
   * How many instances run: a number, or bounds between which they are scaled.
   *
   * @default 2
   */
  readonly replicas?: number | ReplicaRange;
  /**
   * What one instance may use of processors, in thousandths of one.
   *
   * @default 256
   */
  readonly cpu?: number;
  /**
   * What one instance may use of memory, in MiB.
   *
   * @default 512
   */
  readonly memory?: number;
  /**
   * Environment variables by name. They stand in plain text in what is synthesized: for secrets there is `secrets`.
   *
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Environment variables whose values the target fetches when an instance starts, by name. What a value refers to is
   * the target's: on AWS the ARN of a secret or parameter, on Kubernetes `SECRET/KEY`.
   *
   * @default none
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Takes the place of the image's entry point.
   *
   * @default the image's
   */
  readonly command?: readonly string[];
  /**
   * Takes the place of the image's arguments.
   *
   * @default the image's
   */
  readonly args?: readonly string[];
}

/** Bounds of scaling, and what decides within them. */
export interface ReplicaRange {
  /** At least 1. */
  readonly min: number;
  readonly max: number;
  /**
   * The share of `cpu` that instances use on average, in percent; above it there will be more of them.
   *
   * @default 60 where `requestsPerMinute` is not given
   */
  readonly cpuPercent?: number;
  /**
   * Requests that one instance gets in a minute on average; above it there will be more of them.
   *
   * @default not considered
   */
  readonly requestsPerMinute?: number;
}

/** What runs as the instances of a service, where the platform is to run it too. */
export class Workload {
  /** Containers of one image, on the service's port. */
  static container(props: Omit<ContainerWorkload, "type">): Workload {
    return new Workload({ type: "container", ...props });
  }

  private constructor(readonly spec: ContainerWorkload) {}
}
