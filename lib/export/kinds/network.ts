import { block, integer, integerOrText, list, map, named, type Shape } from "../shape";
import { clusterWide, type KindTable, namespaced } from "./kind";
import { LABEL_SELECTOR } from "./metadata";

const SERVICE: Shape = {
  cluster_ip: named("clusterIP"),
  cluster_ips: named("clusterIPs"),
  external_ips: named("externalIPs"),
  load_balancer_ip: named("loadBalancerIP"),
  port: list("ports", { target_port: integerOrText }),
  selector: map,
  session_affinity_config: block({ client_ip: named("clientIP", {}) }),
};

const PEERS = list(undefined, { namespace_selector: block(LABEL_SELECTOR), pod_selector: block(LABEL_SELECTOR) });

const POLICY_PORTS = list(undefined, { port: integerOrText });

const NETWORK_POLICY: Shape = {
  pod_selector: block(LABEL_SELECTOR),
  ingress: list(undefined, { from: PEERS, ports: POLICY_PORTS }),
  egress: list(undefined, { to: PEERS, ports: POLICY_PORTS }),
};

const INGRESS: Shape = { rule: list("rules", { http: block({ path: list("paths") }) }), tls: list() };

export const NETWORK: KindTable = {
  kubernetes_service_v1: namespaced("v1", "Service", { spec: block(SERVICE) }),
  kubernetes_endpoints_v1: namespaced("v1", "Endpoints", {
    subset: list("subsets", {
      address: list("addresses"),
      not_ready_address: list("notReadyAddresses"),
      port: list("ports"),
    }),
  }),
  kubernetes_endpoint_slice_v1: namespaced("discovery.k8s.io/v1", "EndpointSlice", {
    endpoint: list("endpoints", { condition: named("conditions", {}) }),
    port: list("ports", { port: integer }),
  }),
  kubernetes_ingress_v1: namespaced("networking.k8s.io/v1", "Ingress", { spec: block(INGRESS) }),
  kubernetes_ingress_class_v1: clusterWide("networking.k8s.io/v1", "IngressClass"),
  kubernetes_network_policy_v1: namespaced("networking.k8s.io/v1", "NetworkPolicy", { spec: block(NETWORK_POLICY) }),
};
