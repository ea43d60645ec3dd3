import type { NetworkPeer, WorkloadOptions } from "./workload-options";

/** Who may connect to a workload. */
export interface Admission {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  readonly peers: readonly NetworkPeer[];
  /** Whether a load balancer leads to the pods, which connects in the name of clients or of nodes. */
  readonly isOpen: boolean;
}

/**
 * The peers that are let in; `undefined` where there is no policy.
 *
 * @param isRouted - whether routers may lead to the service: a policy that names nobody is taken for a mistake then
 */
export function admittedPeers(options: WorkloadOptions, isRouted: boolean): readonly NetworkPeer[] | undefined {
  const { router, clients = [], networkPolicy = true } = options;
  const peers = router === undefined ? clients : [router, ...clients];
  return networkPolicy && !(isRouted && peers.length === 0) ? peers : undefined;
}

/** The rules of a NetworkPolicy, as Terraform has them; without any nobody is let in. */
export function ingressRules({ port, protocol, peers, isOpen }: Admission): object[] {
  const ports = [{ port: String(port), protocol }];
  // Rules without a peer are for everyone.
  if (isOpen) return [{ ports }];
  return peers.length === 0 ? [] : [{ ports, from: peers.flatMap(renderPeer) }];
}

function renderPeer({ namespaceLabels, podLabels, addresses = [] }: NetworkPeer): object[] {
  const blocks = addresses.map((cidr) => ({ ip_block: { cidr } }));
  if (namespaceLabels === undefined && podLabels === undefined) return blocks;
  return [
    {
      ...(namespaceLabels === undefined ? {} : { namespace_selector: { match_labels: namespaceLabels } }),
      ...(podLabels === undefined ? {} : { pod_selector: { match_labels: podLabels } }),
    },
    ...blocks,
  ];
}
