import type { Diagnostic } from "../../../../lib/topology";
import { Fn, Lazy, Op, Tokenization } from "../../../cdktf";
import { isUnknown } from "../../../unknown-values";
import type { PlacedProxy } from "../placed-proxy";
import { DEFAULT_MAX_CONNECTIONS, type ProcessProps } from "../process-props";
import { connectionMemory, connectionsMemory } from "./connection-memory";
import type { PodResources } from "./kubernetes-props";
import { parseQuantity } from "./quantity";

/** What one worker asks for: thousandths of a core, and MiB. */
const REQUESTED = { cpu: 100, memory: 128 };
/** What one worker may take of memory at least, in MiB. */
const LEAST_LIMIT = 512;
const MEBIBYTE = 1024 ** 2;

/** What is known of a proxy that pods run; its Topology is complete only when the stack is synthesized. */
type PodProxy = Pick<PlacedProxy, "process" | "topology">;

/**
 * What a pod asks for and may use: CPU and memory by the number of workers, so that each has what one alone would have,
 * and an autoscaler that goes by the CPU requested acts at the same load of each. As much memory may be used as the
 * connections take that it lets in: a pod that is ended for want of it loses them all.
 */
export function podResources(proxy: PodProxy, own: PodResources = {}): Required<PodResources> {
  const { workers = 1 } = proxy.process;
  const times = (each: number): string => Tokenization.stringifyNumber(multiply(workers, each));
  const memoryLimit = () => {
    const needed = workerMemory(proxy);
    return `${times(isUnknown(needed) ? Fn.max([LEAST_LIMIT, needed]) : Math.max(LEAST_LIMIT, needed))}Mi`;
  };
  return {
    requests: own.requests ?? {
      cpu: `${times(REQUESTED.cpu)}m`,
      memory: `${times(REQUESTED.memory)}Mi`,
      "ephemeral-storage": "64Mi",
    },
    // None of CPU: a proxy that is held back makes every service slow. The log takes what there is of storage.
    limits: own.limits ?? { memory: Lazy.stringValue({ produce: memoryLimit }), "ephemeral-storage": "256Mi" },
  };
}

/** MiB that one worker takes with as many connections as it lets in. */
function workerMemory({ process: { maxConnections = DEFAULT_MAX_CONNECTIONS }, topology }: PodProxy): number {
  const connections = connectionsMemory(maxConnections, connectionMemory(topology));
  return isUnknown(connections) ? Op.add(REQUESTED.memory, connections) : REQUESTED.memory + connections;
}

/** Terraform multiplies what it alone knows. */
function multiply(count: number, each: number): number {
  return isUnknown(count) || isUnknown(each) ? Op.mul(count, each) : count * each;
}

/** Limits of a pod that its workers, or their connections, do not fit into. */
export function resourceDiagnostics(proxy: PodProxy, own: PodResources = {}): readonly Diagnostic[] {
  const found = workerDiagnostics(proxy.process, own);
  return found.some(({ code }) => code === MEMORY) ? found : [...found, ...connectionDiagnostics(proxy, own)];
}

function connectionDiagnostics(proxy: PodProxy, { limits = {} }: PodResources): readonly Diagnostic[] {
  const { workers = 1, maxConnections = DEFAULT_MAX_CONNECTIONS } = proxy.process;
  const bytes = parseQuantity(limits.memory ?? "");
  if (isUnknown(workers) || isUnknown(maxConnections) || bytes === undefined) return [];
  const needed = workers * workerMemory(proxy);
  if (needed * MEBIBYTE <= bytes) return [];
  const each = connectionMemory(proxy.topology);
  const fitting = Math.floor(((bytes / workers / MEBIBYTE - REQUESTED.memory) * 1024) / each);
  const takers = workers === 1 ? "connections the worker takes" : `connections each ${workers} workers take`;
  return [
    warning(
      "connections-above-memory-limit",
      "maxConnections",
      `with ${maxConnections} ${takers} some ${needed}Mi of memory, ${REQUESTED.memory}Mi and ${each}Ki for each connection, and the pod is ended with all of them when its limit of ${limits.memory} is used up`,
      `${fitting < 1 ? "" : `set maxConnections to ${fitting}, or `}raise limits.memory of resources to ${needed}Mi`,
    ),
  ];
}

/** Limits of a pod that several workers do not fit into. */
function workerDiagnostics({ workers = 1 }: ProcessProps, own: PodResources): readonly Diagnostic[] {
  if (isUnknown(workers) || workers < 2) return [];
  const { cpu = "", memory = "" } = own.limits ?? {};
  const cores = Math.ceil(parseQuantity(cpu) ?? Number.POSITIVE_INFINITY);
  const bytes = parseQuantity(memory) ?? Number.POSITIVE_INFINITY;
  const needed = workers * REQUESTED.memory;
  return [
    ...(workers <= cores
      ? []
      : [
          warning(
            "workers-above-cpu-limit",
            "workers",
            `${workers} workers share a limit of ${cpu} CPU, and all of them wait when it is used up`,
            `let workers be ${Math.max(cores, 1)}, and have more pods by replicas, or raise limits.cpu of resources`,
          ),
        ]),
    ...(needed * MEBIBYTE <= bytes
      ? []
      : [
          warning(
            MEMORY,
            "workers",
            `${workers} workers share a limit of ${memory} memory, less than the ${REQUESTED.memory}Mi that each asks for by default, and the pod is ended when it is used up`,
            `raise limits.memory of resources to ${needed}Mi or more, or let there be fewer workers, and more pods by replicas`,
          ),
        ]),
  ];
}

const MEMORY = "workers-above-memory-limit";

function warning(code: string, path: keyof ProcessProps, message: string, remedy: string): Diagnostic {
  return { code, severity: "warning", path, message, remedy };
}
