import type { Diagnostic } from "../../../../lib/topology";
import { Op, Tokenization } from "../../../cdktf";
import { isUnknown } from "../../../unknown-values";
import type { ProcessProps } from "../process-props";
import type { PodResources } from "./kubernetes-props";
import { parseQuantity } from "./quantity";

/** What one worker asks for: thousandths of a core, and MiB. */
const REQUESTED = { cpu: 100, memory: 128 };
/** What one worker may take of memory, in MiB. */
const MOST_MEMORY = 512;
const MEBIBYTE = 1024 ** 2;

/**
 * What a pod asks for and may use: CPU and memory by the number of workers, so that each has what one alone would have,
 * and an autoscaler that goes by the CPU requested acts at the same load of each.
 */
export function podResources({ workers = 1 }: ProcessProps, own: PodResources = {}): Required<PodResources> {
  const times = (each: number): string => Tokenization.stringifyNumber(multiply(workers, each));
  return {
    requests: own.requests ?? {
      cpu: `${times(REQUESTED.cpu)}m`,
      memory: `${times(REQUESTED.memory)}Mi`,
      "ephemeral-storage": "64Mi",
    },
    // None of CPU: a proxy that is held back makes every service slow. The log takes what there is of storage.
    limits: own.limits ?? { memory: `${times(MOST_MEMORY)}Mi`, "ephemeral-storage": "256Mi" },
  };
}

/** Terraform multiplies what it alone knows. */
function multiply(count: number, each: number): number {
  return isUnknown(count) ? Op.mul(count, each) : count * each;
}

/** Limits of a pod that several workers do not fit into. */
export function workerDiagnostics({ workers = 1 }: ProcessProps, own: PodResources = {}): readonly Diagnostic[] {
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
            `${workers} workers share a limit of ${cpu} CPU, and all of them wait when it is used up`,
            `let workers be ${Math.max(cores, 1)}, and have more pods by replicas, or raise limits.cpu of resources`,
          ),
        ]),
    ...(needed * MEBIBYTE <= bytes
      ? []
      : [
          warning(
            "workers-above-memory-limit",
            `${workers} workers share a limit of ${memory} memory, less than the ${REQUESTED.memory}Mi that each asks for by default, and the pod is ended when it is used up`,
            `raise limits.memory of resources to ${needed}Mi or more, or let there be fewer workers, and more pods by replicas`,
          ),
        ]),
  ];
}

function warning(code: string, message: string, remedy: string): Diagnostic {
  return { code, severity: "warning", path: "workers", message, remedy };
}
