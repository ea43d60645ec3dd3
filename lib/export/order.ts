import { groupOf, type KubernetesObject } from "./kubernetes-object";

/** Kinds of Kubernetes itself and of the Gateway API, each after those that it may refer to. */
const BEFORE_OTHERS = [
  "Namespace",
  "CustomResourceDefinition",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "IngressClass",
  "NetworkPolicy",
  "Service",
  "Endpoints",
  "EndpointSlice",
  "PodDisruptionBudget",
  "Deployment",
  "DaemonSet",
  "StatefulSet",
  "HorizontalPodAutoscaler",
  "GatewayClass",
  "ReferenceGrant",
  "Gateway",
] as const;
/** Kinds that refer to all others, Traefik's middlewares among these. */
const AFTER_OTHERS = ["Ingress", "GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"] as const;

const OTHERS = BEFORE_OTHERS.length;
const RANKS: ReadonlyMap<string, number> = new Map([
  ...BEFORE_OTHERS.map((kind, index): [string, number] => [kind, index]),
  ...AFTER_OTHERS.map((kind, index): [string, number] => [kind, OTHERS + 1 + index]),
]);

/** Where the objects of a kind stand among the others; those of a lower rank are applied before. */
export function rankOf(object: KubernetesObject): number {
  return isOfKubernetes(object) ? (RANKS.get(object.kind) ?? OTHERS) : OTHERS;
}

/** The objects in an order in which `kubectl apply` can create them, the same for the same objects. */
export function applyOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects
    .map((object) => ({ object, rank: rankOf(object), key: identityOf(object) }))
    .sort((one, other) => one.rank - other.rank || (one.key < other.key ? -1 : 1))
    .map(({ object }) => object);
}

/** What no two objects of a cluster share, whatever their version. */
export function identityOf(object: KubernetesObject): string {
  const { name, namespace = "" } = object.metadata;
  return [object.kind, groupOf(object), namespace, name].join("/");
}

/** Groups without a dot, and those below `k8s.io`, belong to Kubernetes. */
function isOfKubernetes(object: KubernetesObject): boolean {
  const group = groupOf(object);
  return !group.includes(".") || group.endsWith(".k8s.io");
}
