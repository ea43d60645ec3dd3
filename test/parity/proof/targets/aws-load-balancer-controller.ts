import { Members } from "../../../../constructs";
import { Kubernetes } from "../../../../constructs/kubernetes";
import { withoutEmptyServices } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { applicationLoadBalancer, certificates } from "./aws";

/** Its rules are those of a load balancer, written as an Ingress; it leads to pods alone, and how many is not known. */
export const awsLoadBalancerController: ProvenTarget = {
  ...applicationLoadBalancer,
  name: "AWS Load Balancer Controller",
  platform: () => new Kubernetes({ namespace: "shop", ingressClassName: "alb", certificates }),
  membersOf: ({ name }) => Members.selector({ app: name }),
  prepare: withoutEmptyServices,
};
