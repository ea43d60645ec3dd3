import { type Finding, loss, refusal } from "../finding";
import type { NetworkPeer } from "./workload-options";

/** What leads to a workload, once all listeners are there. */
export interface AdmissionInput {
  readonly service: string;
  /** Those that the NetworkPolicy lets in, whatever the listeners. */
  readonly peers: readonly NetworkPeer[];
  /** Whether a load balancer leads to the pods, so that the port is open to all. */
  readonly isOpen: boolean;
  /** Whether a Gateway passes connections on to the service. */
  readonly isBehindGateway: boolean;
  /** Whether nodes have a port for the service. */
  readonly hasNodePort: boolean;
}

/** Connections that are meant to be, and that the workload's NetworkPolicy would keep out. */
export function checkAdmission({ service, peers, isOpen, isBehindGateway, hasNodePort }: AdmissionInput): Finding[] {
  if (isOpen) return [];
  if (hasNodePort && !peers.some(({ addresses = [] }) => addresses.length > 0)) {
    return [
      loss(
        "kubernetes-node-port-policy",
        "workload",
        `connections by the node port of service "${service}" come from addresses of clients or nodes, and its NetworkPolicy lets in none`,
        "name these addresses in workload.clients, or leave the type NodePort",
      ),
    ];
  }
  if (peers.length > 0) return [];
  if (isBehindGateway) {
    const code = "kubernetes-network-policy";
    return [
      refusal(
        code,
        "workload",
        `which pods the Gateway in front of service "${service}" has is not known, so that no NetworkPolicy can let in them alone`,
        `name them: workload: { router: { namespaceLabels: { "kubernetes.io/metadata.name": "envoy-gateway-system" } } }, set networkPolicy to false, or accept "${code}" to have the port open to all`,
      ),
    ];
  }
  return [
    loss(
      "kubernetes-unreachable-workload",
      "workload",
      `nobody may connect to service "${service}": no listener leads to it, and its NetworkPolicy lets in nobody else`,
      "name who connects in workload.clients, or set networkPolicy to false",
    ),
  ];
}
