import type { HealthCheck } from "../../values";

/** How the workloads of services run in a cluster. */
export interface WorkloadOptions {
  /**
   * Who leads requests to the workload: the pods of the ingress controller, or of the Gateway. A NetworkPolicy lets in
   * these, `clients`, and the load balancers of listeners that lead to the service without a router; and nobody else.
   *
   * @default none: a service that speaks HTTP is refused a workload until this or `clients` says who may connect
   */
  readonly router?: NetworkPeer;
  /**
   * Who else may connect to the workload, such as other services.
   *
   * @default none
   */
  readonly clients?: readonly NetworkPeer[];
  /**
   * Whether there is a NetworkPolicy. Without one every pod of the cluster may connect.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;
  /**
   * A check after whose failures the container is started anew. It must look at nothing but the process itself: the
   * service's own health check may fail for what it depends on, and then would have all instances started anew at once,
   * which makes an outage worse. So that one is never used for it.
   *
   * @default none: a container is started anew when its process ends
   */
  readonly liveness?: HealthCheck;
  /**
   * The user that the container runs as, by number; root is refused by the cluster.
   *
   * @default the image's, which has to be a number
   */
  readonly user?: number;
  /**
   * The group that the container runs as, by number.
   *
   * @default the image's, which is root's group where it has none
   */
  readonly group?: number;
  /**
   * Folders that the container may write to; they are empty when it starts. All else is read-only.
   *
   * @default ["/tmp"]
   */
  readonly writablePaths?: readonly string[];
  /**
   * What the container runs before it is told to end, so that routers have time to leave it out. Where the image has no
   * such program, the container is told to end at once; an empty list says that it is to be.
   *
   * @default ["sleep", "5"]; nothing where the service's `drain` is "0s"
   */
  readonly preStop?: readonly string[];
  /**
   * Whether `cpu` is a limit besides being what an instance is sure to get. Without a limit it may use what others of
   * its node leave.
   *
   * @default true
   */
  readonly cpuLimit?: boolean;
  /**
   * The ServiceAccount of the pods. Its token is not mounted.
   *
   * @default the namespace's default
   */
  readonly serviceAccountName?: string;
  /**
   * Secrets of type `kubernetes.io/dockerconfigjson`, by which images are pulled.
   *
   * @default none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The metric of pods, requests in a second, that `requestsPerMinute` is measured by: an adapter of the custom metrics
   * API has to serve it, such as the Prometheus adapter.
   *
   * @default none: `requestsPerMinute` is refused
   */
  readonly requestsMetric?: string;
}

/** Pods, or addresses, that may connect. */
export interface NetworkPeer {
  /**
   * Labels of their namespaces; `{ "kubernetes.io/metadata.name": "traefik" }` is the namespace of that name.
   *
   * @default the workload's own namespace
   */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /**
   * Labels of the pods.
   *
   * @default every pod of the namespaces
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Addresses outside the cluster, in CIDR notation, in place of pods: those of a cloud's load balancers, say.
   *
   * @default none
   */
  readonly addresses?: readonly string[];
}
