/** What kind of Service a service becomes. */
export interface ServiceOptions {
  /**
   * - `ClusterIP`: one address inside the cluster, behind which kube-proxy spreads connections.
   * - `Headless`: no address of its own; its name resolves to the addresses of all instances, and clients choose.
   * - `NodePort`: a port of every node besides, for load balancers that the cluster knows nothing of.
   * - `ExternalName`: an alias for a host outside the cluster, which is the service's one member.
   *
   * @default "ClusterIP"
   */
  readonly type?: "ClusterIP" | "Headless" | "NodePort" | "ExternalName";
  /**
   * The port of a `NodePort`, out of the range that the cluster was given for them, usually 30000 to 32767.
   *
   * @default one that the cluster picks
   */
  readonly nodePort?: number;
  /**
   * For a `NodePort`: `Local` keeps the client's address, and a node without an instance drops what it is sent;
   * `Cluster` reaches an instance through every node, in the name of that node.
   *
   * @default "Cluster"
   */
  readonly externalTrafficPolicy?: "Cluster" | "Local";
  /**
   * For `Headless`: whether the name resolves to instances that are not ready too, as members of a cluster of their own
   * need it to find one another.
   *
   * @default false
   */
  readonly publishNotReadyAddresses?: boolean;
  /**
   * Annotations of the Service.
   *
   * @default none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}
