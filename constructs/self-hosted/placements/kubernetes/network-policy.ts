import type { Topology } from "../../../../lib/topology";
import { Lazy } from "../../../cdktf";
import type { PlacedProxy } from "../placed-proxy";
import { portsOf } from "./ports";
import { NetworkPolicyV1 } from "./provider";

/**
 * Lets everyone reach the listeners, and the pods of the cluster alone the admin endpoint, for its metrics. The probes
 * come from the pod's node, which a policy never keeps out
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
export function createNetworkPolicy(
  proxy: PlacedProxy,
  metadata: NonNullable<ConstructorParameters<typeof NetworkPolicyV1>[2]>["metadata"],
  podLabels: Readonly<Record<string, string>>,
  adminPort: number,
): NetworkPolicyV1 {
  return new NetworkPolicyV1(proxy, "network-policy", {
    metadata,
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ["Ingress"],
      ingress: Lazy.anyValue({ produce: () => [...listenerRules(proxy.topology), adminRule(adminPort)] }),
    },
  });
}

function listenerRules(topology: Topology): readonly object[] {
  const ports = portsOf(topology).map(({ port, protocol }) => ({ port: String(port), protocol }));
  // A rule without ports would be for all of them.
  return ports.length === 0 ? [] : [{ ports }];
}

function adminRule(port: number): object {
  return { ports: [{ port: String(port), protocol: "TCP" }], from: [{ namespace_selector: {} }] };
}
