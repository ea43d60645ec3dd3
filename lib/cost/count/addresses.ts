import type { TerraformDocument } from "../../parity";
import { type CostItem, exactly } from "../item";
import type { Counter } from "./counter";
import { elasticAddresses } from "./subnets";

/** Elastic IP addresses: those of the stack, and those that its load balancers were given from elsewhere. */
export const elasticIps: Counter = {
  types: ["aws_eip", "aws_eip_association"],
  count: (document) => [
    ...document
      .ofType("aws_eip")
      .map(({ address }): CostItem => ({ charge: "public-ipv4-hour", resource: address, quantity: exactly(1) })),
    ...broughtAlong(document),
  ],
};

function broughtAlong(document: TerraformDocument): readonly CostItem[] {
  return document.ofType("aws_lb").flatMap(({ address, body }): readonly CostItem[] => {
    const foreign = elasticAddresses(body).filter((id) => document.follow(id) === undefined).length;
    if (foreign === 0) return [];
    const note = "Elastic IP addresses that are not of this stack";
    return [{ charge: "public-ipv4-hour", resource: address, quantity: exactly(foreign), note }];
  });
}
