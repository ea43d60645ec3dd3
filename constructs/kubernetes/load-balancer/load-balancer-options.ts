/** How the load balancers of listeners that lead to a service without a router are made. */
export interface LoadBalancerOptions {
  /**
   * The addresses that clients may connect from, in CIDR notation.
   *
   * @default every address: an edge is where clients arrive
   */
  readonly sourceRanges?: readonly string[];
  /**
   * `Local` keeps the client's address, and goes only to nodes that have an instance; `Cluster` goes through any node,
   * in the name of that node. Members by address are on no node, so that there is `Cluster` alone for them.
   *
   * @default "Local" where the service's instances are pods, else "Cluster"
   */
  readonly externalTrafficPolicy?: "Local" | "Cluster";
  /**
   * Chooses among several controllers of load balancers.
   *
   * @default that of `implementation` where it has one, else the cluster's own
   */
  readonly loadBalancerClass?: string;
  /**
   * Whether each load balancer also gets a port of every node, by which some implementations reach the instances.
   *
   * @default false where `implementation` leads to pods directly, else true
   */
  readonly allocateNodePorts?: boolean;
  /**
   * What makes the load balancers, where it is to be told more than a Service says.
   *
   * @default what the cluster has, as it is set up
   */
  readonly implementation?: LoadBalancerImplementation;
  /**
   * Annotations of the Services, besides those of `implementation`.
   *
   * @default none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

export type LoadBalancerImplementation =
  | AwsNetworkLoadBalancer
  | GcpNetworkLoadBalancer
  | AzureLoadBalancer
  | MetalLbLoadBalancer;

/** A Network Load Balancer, made by the AWS Load Balancer Controller. */
export interface AwsNetworkLoadBalancer {
  readonly type: "aws-nlb";
  /**
   * Whether it has private addresses alone.
   *
   * @default false
   */
  readonly internal?: boolean;
  /**
   * Whether it leads to pods by their addresses, or through the ports of nodes.
   *
   * @default "ip" where the service's instances are pods, else "instance"
   */
  readonly targets?: "ip" | "instance";
}

/** A passthrough Network Load Balancer of Google Cloud, made by GKE. */
export interface GcpNetworkLoadBalancer {
  readonly type: "gcp";
  /**
   * Whether it has a private address alone.
   *
   * @default false
   */
  readonly internal?: boolean;
  /**
   * The name of a reserved address.
   *
   * @default one that Google Cloud picks
   */
  readonly addressName?: string;
}

/** A Standard Load Balancer of Azure, made by its cloud controller. */
export interface AzureLoadBalancer {
  readonly type: "azure";
  /**
   * Whether it has a private address alone.
   *
   * @default false
   */
  readonly internal?: boolean;
  /**
   * The subnet of a private address.
   *
   * @default that of the nodes
   */
  readonly subnet?: string;
  /**
   * The name of a public address, in the resource group of the nodes.
   *
   * @default one that Azure makes
   */
  readonly publicIpName?: string;
}

/** MetalLB, for clusters on machines of one's own. */
export interface MetalLbLoadBalancer {
  readonly type: "metallb";
  /**
   * The IPAddressPool that the address is of.
   *
   * @default any that MetalLB may use by itself
   */
  readonly addressPool?: string;
  /**
   * The addresses themselves: one, or one of IPv4 and one of IPv6.
   *
   * @default those that MetalLB picks
   */
  readonly addresses?: readonly string[];
  /**
   * Load balancers with the same key share an address, as long as their ports differ. The external traffic policy has to
   * be `Cluster`.
   *
   * @default each has its own
   */
  readonly sharingKey?: string;
}
