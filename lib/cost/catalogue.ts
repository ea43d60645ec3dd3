/** What a price is for: so much of something, or something for so long. */
export interface Charge {
  readonly what: string;
  readonly per: "hour" | "month" | "GB" | "GB a month" | "million requests";
}

/**
 * What AWS bills that a stack of load balancers and what stands behind them consists of, by the names that a file of
 * prices uses. Sources: AWS's pricing pages for Elastic Load Balancing, VPC (public IPv4 addresses, NAT gateways,
 * endpoints), Fargate, WAF, Route 53, KMS, Secrets Manager, S3 and CloudWatch.
 */
export const CHARGES = {
  "alb-hour": { what: "Application Load Balancer", per: "hour" },
  "alb-reserved-lcu-hour": { what: "reserved capacity unit (LCU)", per: "hour" },
  "alb-lcu-hour": { what: "capacity unit (LCU)", per: "hour" },
  "alb-trust-store-hour": { what: "trust store for mutual TLS", per: "hour" },
  "nlb-hour": { what: "Network Load Balancer", per: "hour" },
  "nlb-reserved-lcu-hour": { what: "reserved capacity unit (NLCU)", per: "hour" },
  "nlb-lcu-hour": { what: "capacity unit (NLCU)", per: "hour" },
  "public-ipv4-hour": { what: "public IPv4 address", per: "hour" },
  "nat-gateway-hour": { what: "NAT gateway", per: "hour" },
  "nat-gateway-gb": { what: "data through a NAT gateway", per: "GB" },
  "vpc-endpoint-hour": { what: "interface endpoint in a subnet", per: "hour" },
  "vpc-endpoint-gb": { what: "data through an interface endpoint", per: "GB" },
  "fargate-vcpu-hour": { what: "processor of a task", per: "hour" },
  "fargate-gb-hour": { what: "GB of memory of a task", per: "hour" },
  "fargate-arm-vcpu-hour": { what: "processor of a task (ARM)", per: "hour" },
  "fargate-arm-gb-hour": { what: "GB of memory of a task (ARM)", per: "hour" },
  "fargate-spot-vcpu-hour": { what: "processor of a task (Spot)", per: "hour" },
  "fargate-spot-gb-hour": { what: "GB of memory of a task (Spot)", per: "hour" },
  "fargate-spot-arm-vcpu-hour": { what: "processor of a task (Spot, ARM)", per: "hour" },
  "fargate-spot-arm-gb-hour": { what: "GB of memory of a task (Spot, ARM)", per: "hour" },
  "waf-web-acl-month": { what: "web ACL", per: "month" },
  "waf-rule-month": { what: "rule of a web ACL", per: "month" },
  "waf-million-requests": { what: "requests that a web ACL looks at", per: "million requests" },
  "hosted-zone-month": { what: "hosted zone", per: "month" },
  "kms-key-month": { what: "KMS key", per: "month" },
  "secret-month": { what: "secret", per: "month" },
  "s3-gb-month": { what: "what a bucket holds", per: "GB a month" },
  "logs-ingested-gb": { what: "lines written to CloudWatch Logs", per: "GB" },
  "logs-stored-gb-month": { what: "lines kept in CloudWatch Logs", per: "GB a month" },
} as const satisfies Readonly<Record<string, Charge>>;

export type ChargeName = keyof typeof CHARGES;

export const CHARGE_NAMES = Object.keys(CHARGES) as readonly ChargeName[];

export function isChargeName(name: string): name is ChargeName {
  return Object.hasOwn(CHARGES, name);
}
