import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";

/** What a task has: units of which a processor has 1024, and MiB. */
export interface TaskSize {
  readonly cpu: number;
  readonly memory: number;
}

/** Memory that goes with a share of processors: from, to and in steps of, in MiB. */
interface Tier {
  readonly cpu: number;
  readonly memory: readonly number[];
}

/** ECS developer guide, "Task definition parameters for Fargate", "Task size". */
const TIERS: readonly Tier[] = [
  { cpu: 256, memory: [512, 1024, 2048] },
  { cpu: 512, memory: steps(1024, 4096, 1024) },
  { cpu: 1024, memory: steps(2048, 8192, 1024) },
  { cpu: 2048, memory: steps(4096, 16_384, 1024) },
  { cpu: 4096, memory: steps(8192, 30_720, 1024) },
  { cpu: 8192, memory: steps(16_384, 61_440, 4096) },
  { cpu: 16_384, memory: steps(32_768, 122_880, 8192) },
];

const DEFAULT_CPU = 256;
const DEFAULT_MEMORY = 512;

/**
 * The size of a task that Fargate has. What it does not have is reported, and made the smallest size that is no smaller.
 * Thousandths of a processor and Fargate's own units both name a size: 500 and 512 are half a processor.
 */
export function taskSize(
  { cpu = DEFAULT_CPU, memory = DEFAULT_MEMORY }: Partial<TaskSize>,
  at: string,
  findings: Findings,
): TaskSize {
  if (isUnknown(cpu) || isUnknown(memory)) return { cpu, memory };
  const units = TIERS.find((tier) => tier.cpu === cpu || tier.cpu === cpu * 1.024)?.cpu ?? cpu;
  const size = nearest(units, memory);
  if (size.cpu === units && size.memory === memory) return size;
  findings.error(
    "ecs-task-size",
    at,
    `Fargate has no task with ${units} units of processors and ${memory} MiB`,
    `set cpu: ${size.cpu} and memory: ${size.memory}, or accept that size`,
  );
  return size;
}

function nearest(cpu: number, memory: number): TaskSize {
  for (const tier of TIERS) {
    const fitting = tier.memory.find((one) => one >= memory);
    if (tier.cpu >= cpu && fitting !== undefined) return { cpu: tier.cpu, memory: fitting };
  }
  const largest = TIERS.at(-1);
  return { cpu: largest?.cpu ?? cpu, memory: largest?.memory.at(-1) ?? memory };
}

function steps(from: number, to: number, by: number): readonly number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);
}
