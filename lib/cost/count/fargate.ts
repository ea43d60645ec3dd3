import { type Block, block, blocks, number, type Resource, type TerraformDocument, text } from "../../parity";
import type { ChargeName } from "../catalogue";
import { type CostItem, exactly, type Quantity, times } from "../item";
import type { Counter } from "./counter";

const UNITS_PER_PROCESSOR = 1024;
const MIB_PER_GB = 1024;

/** Tasks of ECS services on Fargate: processors and memory by the hour, and public addresses. */
export const fargate: Counter = {
  types: [
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_ecs_cluster",
    "aws_ecs_cluster_capacity_providers",
    "aws_appautoscaling_target",
    "aws_appautoscaling_policy",
  ],
  count: (document) => document.ofType("aws_ecs_service").flatMap((service) => serviceItems(document, service)),
};

type Capacity = "FARGATE" | "FARGATE_SPOT";

function serviceItems(document: TerraformDocument, service: Resource): readonly CostItem[] {
  const { address: resource, body } = service;
  const tasks = taskCount(document, service);
  const network = block(body.network_configuration);
  const addresses: readonly CostItem[] =
    network.assign_public_ip === true ? [{ charge: "public-ipv4-hour", resource, quantity: tasks }] : [];
  const definition = document.follow(body.task_definition);
  const task = sizeOf(definition?.body ?? {});
  if (task === undefined) return addresses;
  return [
    ...capacities(body, tasks).flatMap(([capacity, share]) => sizeItems(resource, task, capacity, share)),
    ...addresses,
  ];
}

interface TaskSize {
  readonly cpu: number;
  readonly memory: number;
  readonly isArm: boolean;
}

/** `undefined` where the output does not say it. */
function sizeOf(definition: Block): TaskSize | undefined {
  const cpu = number(definition.cpu);
  const memory = number(definition.memory);
  if (cpu === undefined || memory === undefined) return undefined;
  return { cpu, memory, isArm: text(block(definition.runtime_platform).cpu_architecture) === "ARM64" };
}

function sizeItems(
  resource: string,
  { cpu, memory, isArm }: TaskSize,
  capacity: Capacity,
  tasks: Quantity,
): readonly CostItem[] {
  const prefix = `fargate${capacity === "FARGATE_SPOT" ? "-spot" : ""}${isArm ? "-arm" : ""}` as const;
  const item = (charge: ChargeName, each: number): CostItem => ({ charge, resource, quantity: times(tasks, each) });
  return [item(`${prefix}-vcpu-hour`, cpu / UNITS_PER_PROCESSOR), item(`${prefix}-gb-hour`, memory / MIB_PER_GB)];
}

/** The bounds that a service is scaled between, or the number of tasks that it asks for. */
function taskCount(document: TerraformDocument, { address, body }: Resource): Quantity {
  const target = document
    .ofType("aws_appautoscaling_target")
    .find(({ body: { resource_id: id } }) => text(id)?.includes(`\${${address}.`) === true);
  const [low, high] = [number(target?.body.min_capacity), number(target?.body.max_capacity)];
  if (target !== undefined) return { low: low ?? 1, ...(high === undefined ? {} : { high }) };
  const desired = body.desired_count === undefined ? 1 : number(body.desired_count);
  return desired === undefined ? { low: 1 } : exactly(desired);
}

/** How many tasks run on what: by weight, and by the base of one of them. */
function capacities(service: Block, tasks: Quantity): readonly (readonly [Capacity, Quantity])[] {
  const strategy = blocks(service.capacity_provider_strategy);
  if (strategy.length === 0) return text(service.launch_type) === "FARGATE" ? [["FARGATE", tasks]] : [];
  const weights = strategy.map(({ weight }) => number(weight) ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const base = strategy.reduce((sum, { base }) => sum + (number(base) ?? 0), 0);
  const share = (count: number, index: number) => {
    const own = Math.min(number(strategy[index]?.base) ?? 0, count);
    return own + (total === 0 ? 0 : (Math.max(count - base, 0) * (weights[index] ?? 0)) / total);
  };
  return strategy.flatMap(({ capacity_provider: provider }, index): [Capacity, Quantity][] => {
    const name = text(provider);
    if (name !== "FARGATE" && name !== "FARGATE_SPOT") return [];
    const { low, high } = tasks;
    return [[name, { low: share(low, index), ...(high === undefined ? {} : { high: share(high, index) }) }]];
  });
}
