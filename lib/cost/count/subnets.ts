import { type Block, blocks, texts } from "../../parity";
import { exactly, type Quantity } from "../item";

/**
 * How many of something there are that is in each of these subnets; at least `least`, where only Terraform knows the
 * list.
 */
export function subnetCount(subnets: unknown, least: number): Quantity {
  if (!Array.isArray(subnets)) return { low: least };
  return exactly(texts(subnets).length);
}

/** The Elastic IP addresses of a load balancer's subnets; they are billed as what they are. */
export function elasticAddresses(balancer: Block): readonly unknown[] {
  return blocks(balancer.subnet_mapping).flatMap(({ allocation_id: id }) => (id === undefined ? [] : [id]));
}
