import type { TerraformResource } from "../../../cdktf";

/**
 * What a proxy in a cluster consists of. The types are those of every resource, so that a program compiles without the
 * packages of placements that it does not use; each resource is of the class that its package has for it.
 */
export interface KubernetesProxy {
  /** A `kubernetes_config_map_v1` that holds `topology.json`. Its name stays, so that a change reaches the pods that run. */
  readonly configMap: TerraformResource;
  /** A `kubernetes_service_account_v1` without a role: the proxy asks nothing of the cluster, and gets no token. */
  readonly serviceAccount: TerraformResource;
  /** A `kubernetes_deployment_v1` or `kubernetes_daemon_set_v1`. */
  readonly workload: TerraformResource;
  /** A `kubernetes_service_v1`. */
  readonly service: TerraformResource;
  /** A `kubernetes_network_policy_v1`; none where the placement asks for none. */
  readonly networkPolicy: TerraformResource | undefined;
  /** For a Deployment: one pod at most is evicted at a time. */
  readonly disruptionBudget: TerraformResource | undefined;
  /** For a Deployment whose number of pods may change. */
  readonly autoscaler: TerraformResource | undefined;
}
