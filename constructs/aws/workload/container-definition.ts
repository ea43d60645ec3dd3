import type { ContainerWorkload } from "../../values";
import type { EcsOptions } from "./ecs-options";

/** What a container's definition depends on beside its workload. */
export interface ContainerContext {
  readonly name: string;
  readonly port: number;
  readonly transport: "tcp" | "udp";
  /** How long the container has between SIGTERM and SIGKILL, in seconds. */
  readonly stopTimeout: number;
  readonly logGroup: { readonly name: string; readonly region: string };
}

/** A volume of a task, and where its container has it. */
export interface WritableFolder {
  readonly volume: string;
  readonly path: string;
}

/** A container as a task definition has it (API reference, `ContainerDefinition`). */
export function containerDefinition(
  workload: ContainerWorkload,
  options: EcsOptions,
  { name, port, transport, stopTimeout, logGroup }: ContainerContext,
): object {
  const { image, environment = {}, secrets = {}, command, args } = workload;
  const { readonlyRootFilesystem = true, user, enableExecuteCommand = false } = options;
  return {
    name,
    image,
    essential: true,
    ...(command === undefined ? {} : { entryPoint: command }),
    ...(args === undefined ? {} : { command: args }),
    portMappings: [{ containerPort: port, hostPort: port, protocol: transport }],
    environment: entries(environment).map(([variable, value]) => ({ name: variable, value })),
    secrets: entries(secrets).map(([variable, reference]) => ({ name: variable, valueFrom: reference })),
    readonlyRootFilesystem,
    mountPoints: writableFolders(options).map(({ volume, path }) => ({
      sourceVolume: volume,
      containerPath: path,
      readOnly: false,
    })),
    ...(user === undefined ? {} : { user }),
    // The agent behind a shell leaves processes that nobody else waits for.
    ...(enableExecuteCommand ? { linuxParameters: { initProcessEnabled: true } } : {}),
    stopTimeout,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup.name,
        "awslogs-region": logGroup.region,
        "awslogs-stream-prefix": name,
        // A container that waits for CloudWatch answers no request.
        mode: "non-blocking",
      },
    },
  };
}

/** The folders that a container may write to, each with a volume of its own. */
export function writableFolders({ writableFolders: paths = [] }: EcsOptions): readonly WritableFolder[] {
  return paths.map((path) => ({ volume: path.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, ""), path }));
}

/** Containers have names of letters, digits, hyphens and underscores. */
export function containerName(service: string): string {
  return service.replace(/[^A-Za-z0-9_-]/g, "-");
}

/** In an order of their own: otherwise a program that names them in another order would deploy anew. */
function entries(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
