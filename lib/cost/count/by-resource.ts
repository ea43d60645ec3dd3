import { blocks, type Resource, text } from "../../parity";
import type { ChargeName } from "../catalogue";
import { type CostItem, exactly, type Quantity } from "../item";
import type { Counter } from "./counter";
import { subnetCount } from "./subnets";

/** What one resource of a type is billed for; without a quantity it depends on the use. */
type Charges = (resource: Resource) => readonly (readonly [ChargeName, Quantity?])[];

const ONE = exactly(1);

/** Resources that are billed one by one. */
const BY_TYPE: Readonly<Record<string, Charges>> = {
  aws_wafv2_web_acl: ({ body }) => [
    ["waf-web-acl-month", ONE],
    ["waf-rule-month", exactly(blocks(body.rule).length)],
    ["waf-million-requests"],
  ],
  aws_nat_gateway: () => [["nat-gateway-hour", ONE], ["nat-gateway-gb"]],
  aws_vpc_endpoint: ({ body }) =>
    text(body.vpc_endpoint_type) === "Interface"
      ? [["vpc-endpoint-hour", subnetCount(body.subnet_ids, 1)], ["vpc-endpoint-gb"]]
      : [],
  aws_route53_zone: () => [["hosted-zone-month", ONE]],
  aws_kms_key: () => [["kms-key-month", ONE]],
  aws_secretsmanager_secret: () => [["secret-month", ONE]],
  aws_s3_bucket: () => [["s3-gb-month"]],
  aws_cloudwatch_log_group: () => [["logs-ingested-gb"], ["logs-stored-gb-month"]],
};

export const byResource: Counter = {
  types: Object.keys(BY_TYPE),
  count: (document) =>
    Object.entries(BY_TYPE).flatMap(([type, charges]) =>
      document.ofType(type).flatMap((resource) =>
        charges(resource).map(
          ([charge, quantity]): CostItem => ({
            charge,
            resource: resource.address,
            ...(quantity === undefined ? {} : { quantity }),
          }),
        ),
      ),
    ),
};
