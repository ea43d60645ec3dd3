import { type Block, block, blocks, number, type Resource, type TerraformDocument, text } from "../../parity";
import { type CostItem, exactly } from "../item";
import type { Counter } from "./counter";
import { elasticAddresses, subnetCount } from "./subnets";

/** Rules of which each request is compared with this many for nothing (Elastic Load Balancing pricing, "LCU details"). */
const FREE_RULES = 10;

/** What one unit is good for; an hour is billed by the dimension that needs most units (the same page). */
const DIMENSIONS = {
  HTTP: "25 new connections/s, 3,000 active ones, 1 GB/h, 1,000 rule evaluations/s",
  TCP: "800 new connections/s, 100,000 active ones, 1 GB/h",
  UDP: "400 new flows/s, 50,000 active ones, 1 GB/h",
  TLS: "50 new connections/s, 3,000 active ones, 1 GB/h",
} as const;

const LAMBDA = "0.4 GB/h to Lambda functions";

/** Load balancers by the hour and by capacity units, and the public addresses that AWS gives them. */
export const loadBalancers: Counter = {
  types: [
    "aws_lb",
    "aws_lb_listener",
    "aws_lb_listener_certificate",
    "aws_lb_listener_rule",
    "aws_lb_target_group",
    "aws_lb_target_group_attachment",
    "aws_lb_trust_store",
    "aws_lb_trust_store_revocation",
    "aws_autoscaling_attachment",
  ],
  count: (document) =>
    document.ofType("aws_lb").flatMap((balancer) => {
      const listeners = listenersOf(document, balancer);
      return kindOf(balancer) === "network"
        ? networkItems(balancer, listeners)
        : applicationItems(document, balancer, listeners);
    }),
};

export type Kind = "application" | "network" | "gateway";

export function kindOf({ body }: Resource): Kind {
  const type = text(body.load_balancer_type);
  return type === "network" || type === "gateway" ? type : "application";
}

export function isInternal({ body }: Resource): boolean {
  return body.internal === true;
}

export function listenersOf(document: TerraformDocument, balancer: Resource): readonly Resource[] {
  return document
    .ofType("aws_lb_listener")
    .filter(({ body }) => document.follow(body.load_balancer_arn)?.address === balancer.address);
}

/** The rules of a listener beside its default one. */
export function rulesOf(document: TerraformDocument, listener: Resource): readonly Resource[] {
  return document
    .ofType("aws_lb_listener_rule")
    .filter(({ body }) => document.follow(body.listener_arn)?.address === listener.address);
}

function applicationItems(
  document: TerraformDocument,
  balancer: Resource,
  listeners: readonly Resource[],
): readonly CostItem[] {
  const resource = balancer.address;
  const lambda = document.ofType("aws_lb_target_group").some(({ body }) => text(body.target_type) === "lambda");
  const rules = listeners.map((listener) => describeRules(listener, rulesOf(document, listener).length));
  const note = [DIMENSIONS.HTTP, ...(lambda ? [LAMBDA] : []), ...rules].join("; ");
  const stores = new Set(
    listeners.flatMap(({ body }) => text(block(body.mutual_authentication).trust_store_arn) ?? []),
  );
  return [
    { charge: "alb-hour", resource, quantity: exactly(1) },
    ...reserved(balancer, "alb-reserved-lcu-hour"),
    { charge: "alb-lcu-hour", resource, note },
    ...(stores.size === 0
      ? []
      : [{ charge: "alb-trust-store-hour" as const, resource, quantity: exactly(stores.size) }]),
    ...addresses(balancer, 2),
  ];
}

function networkItems(balancer: Resource, listeners: readonly Resource[]): readonly CostItem[] {
  const resource = balancer.address;
  const protocols = new Set(listeners.flatMap(({ body }) => dimensionsOf(body)));
  const note = [...protocols].map((protocol) => `${protocol}: ${DIMENSIONS[protocol]}`).join("; ");
  return [
    { charge: "nlb-hour", resource, quantity: exactly(1) },
    ...reserved(balancer, "nlb-reserved-lcu-hour"),
    { charge: "nlb-lcu-hour", resource, ...(note === "" ? {} : { note }) },
    ...addresses(balancer, 1),
  ];
}

function dimensionsOf(listener: Block): readonly ("TCP" | "UDP" | "TLS")[] {
  const protocol = text(listener.protocol) ?? "";
  if (protocol === "TCP_UDP") return ["TCP", "UDP"];
  if (protocol === "QUIC") return ["UDP"];
  if (protocol === "TCP_QUIC") return ["TCP", "UDP"];
  return protocol === "TCP" || protocol === "UDP" || protocol === "TLS" ? [protocol] : [];
}

function describeRules({ name, body }: Resource, rules: number): string {
  const listener = text(block(body.tags)["portico:listener"]) ?? name;
  const beyond = Math.max(rules - FREE_RULES, 0);
  return `listener ${listener} has ${rules} ${rules === 1 ? "rule" : "rules"}, ${beyond} beyond the ${FREE_RULES} that cost nothing`;
}

function reserved(
  { address, body }: Resource,
  charge: "alb-reserved-lcu-hour" | "nlb-reserved-lcu-hour",
): readonly CostItem[] {
  const units = number(block(body.minimum_load_balancer_capacity).capacity_units);
  return units === undefined ? [] : [{ charge, resource: address, quantity: exactly(units) }];
}

/** AWS gives an internet-facing load balancer an address in each subnet that has no Elastic IP address of its own. */
function addresses(balancer: Resource, leastSubnets: number): readonly CostItem[] {
  const { address: resource, body } = balancer;
  if (isInternal(balancer) || text(body.ip_address_type) === "dualstack-without-public-ipv4") return [];
  const mappings = blocks(body.subnet_mapping);
  const brought = elasticAddresses(body).length;
  if (mappings.length > 0) {
    const own = mappings.length - brought;
    return own === 0 ? [] : [{ charge: "public-ipv4-hour", resource, quantity: exactly(own) }];
  }
  const quantity = subnetCount(body.subnets, leastSubnets);
  const note =
    kindOf(balancer) === "application" ? "one in each subnet; AWS adds some as the traffic grows" : undefined;
  return [{ charge: "public-ipv4-hour", resource, quantity, ...(note === undefined ? {} : { note }) }];
}
