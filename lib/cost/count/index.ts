import type { TerraformDocument } from "../../parity";
import type { CostItem } from "../item";
import { elasticIps } from "./addresses";
import { byResource } from "./by-resource";
import type { Counter } from "./counter";
import { fargate } from "./fargate";
import { FREE_OF_CHARGE } from "./free-of-charge";
import { loadBalancers } from "./load-balancers";

export { isInternal, type Kind, kindOf, listenersOf, rulesOf } from "./load-balancers";

const COUNTERS: readonly Counter[] = [loadBalancers, elasticIps, fargate, byResource];

/** What AWS bills for a stack, as far as its output says. */
export function countItems(document: TerraformDocument): readonly CostItem[] {
  return COUNTERS.flatMap((counter) => counter.count(document));
}

/** The types of AWS's resources in a stack that nobody counts and that may well cost something, with their numbers. */
export function uncounted(document: TerraformDocument): Readonly<Record<string, number>> {
  const known = new Set([...FREE_OF_CHARGE, ...COUNTERS.flatMap(({ types }) => types)]);
  const types = document.types.filter((type) => type.startsWith("aws_") && !known.has(type));
  return Object.fromEntries(types.sort().map((type) => [type, document.ofType(type).length]));
}
