/** Settings of a proxy that runs in a Kubernetes cluster. */
export interface KubernetesPlacementProps {
  /**
   * Where all of it is created; it has to be there.
   *
   * @default "default"
   */
  readonly namespace?: string;
  /**
   * `Deployment` has as many pods as are asked for, `DaemonSet` one on each node.
   *
   * @default "Deployment"
   */
  readonly workload?: "Deployment" | "DaemonSet";
  /**
   * How many pods a Deployment has.
   *
   * @default from 2 to 10, by 70 per cent of the CPU requested
   */
  readonly replicas?: Replicas;
  /**
   * What a pod asks for and may use at most, in Kubernetes quantities. Where CPU has a limit, let there be no more
   * workers than its cores; synthesis warns of limits that the workers and their connections do not fit into.
   *
   * @default requests 64Mi of storage, and for each worker 100m CPU and 128Mi memory; at most 256Mi of storage, and for
   * each worker 128Mi memory and what `maxConnections` connections take at rest, 5 KiB each, or 30 KiB where a listener
   * ends TLS, but no less than 512Mi
   */
  readonly resources?: PodResources;
  /**
   * How clients reach the edge. Of two tiers the one that routes always has a Service of type ClusterIP.
   *
   * @default a Service of type LoadBalancer, open to every address
   */
  readonly service?: EdgeService;
  /**
   * Secrets of type `kubernetes.io/tls` by the name of a certificate, mounted at `/etc/portico-tls/NAME`. The
   * certificate of SelfHosted names the files there: `/etc/portico-tls/NAME/tls.crt` and `tls.key`. Other Secrets bring
   * other files that the Topology names, under any name: each key is a file.
   *
   * @default none
   */
  readonly tlsSecrets?: Readonly<Record<string, string>>;
  /**
   * Secrets of type `kubernetes.io/dockerconfigjson`, by which the image is pulled.
   *
   * @default none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The port of the admin endpoint, which the probes ask: no listener may have it.
   *
   * @default 9901
   */
  readonly adminPort?: number;
  /**
   * Whether a NetworkPolicy lets everyone reach the listeners, and the pods of the cluster alone the admin endpoint. What
   * the proxy itself connects to is left open.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;
}

/** How many pods there are. Where both numbers are the same nothing scales them. */
export interface Replicas {
  /** @default 2 */
  readonly min?: number;
  /** @default 10, or `min` where that is more */
  readonly max?: number;
  /**
   * The use of CPU to keep to, in per cent of what is requested.
   *
   * @default 70
   */
  readonly cpuPercent?: number;
}

/** Quantities by resource: `cpu`, `memory`, `ephemeral-storage`, which the log is kept in. */
export interface PodResources {
  /** @default { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" }, with CPU and memory times the workers */
  readonly requests?: Readonly<Record<string, string>>;
  /** @default memory by the workers and their connections, 512Mi or more, and 256Mi of `ephemeral-storage` */
  readonly limits?: Readonly<Record<string, string>>;
}

/** The Service of the edge. */
export interface EdgeService {
  /**
   * `LoadBalancer` and `NodePort` keep the client's address: their external traffic policy is `Local`.
   *
   * @default "LoadBalancer"
   */
  readonly type?: "LoadBalancer" | "NodePort" | "ClusterIP";
  /**
   * Annotations, as the controller of the load balancer wants them.
   *
   * @default none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Chooses among several controllers of load balancers.
   *
   * @default the cluster's own
   */
  readonly loadBalancerClass?: string;
  /**
   * The addresses, in CIDR notation, that a load balancer lets in.
   *
   * @default every address
   */
  readonly sourceRanges?: readonly string[];
}
