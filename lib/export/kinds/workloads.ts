import { block, integer, integerOrText, list, named, nothing, type Shape } from "../shape";
import { type KindTable, namespaced } from "./kind";
import { LABEL_SELECTOR } from "./metadata";
import { POD_TEMPLATE } from "./pod";
import { VOLUME_CLAIM } from "./volumes";

const WORKLOAD: Shape = { selector: block(LABEL_SELECTOR), template: block(POD_TEMPLATE) };

const STRATEGY: Shape = { rolling_update: block({ max_surge: integerOrText, max_unavailable: integerOrText }) };

const SCALING: Shape = { policy: list("policies") };

const METRIC: Shape = { metric: block({ selector: block(LABEL_SELECTOR) }) };

export const WORKLOADS: KindTable = {
  kubernetes_deployment_v1: namespaced("apps/v1", "Deployment", {
    spec: block({ ...WORKLOAD, replicas: integer, strategy: block(STRATEGY) }),
  }),
  kubernetes_daemon_set_v1: namespaced("apps/v1", "DaemonSet", {
    spec: block({ ...WORKLOAD, strategy: named("updateStrategy", STRATEGY) }),
  }),
  kubernetes_stateful_set_v1: namespaced("apps/v1", "StatefulSet", {
    spec: block({ ...WORKLOAD, replicas: integer, volume_claim_template: list("volumeClaimTemplates", VOLUME_CLAIM) }),
  }),
  kubernetes_pod_disruption_budget_v1: namespaced("policy/v1", "PodDisruptionBudget", {
    spec: block({
      selector: block(LABEL_SELECTOR),
      max_unavailable: integerOrText,
      min_available: integerOrText,
    }),
  }),
  kubernetes_horizontal_pod_autoscaler_v2: namespaced("autoscaling/v2", "HorizontalPodAutoscaler", {
    spec: block({
      behavior: block({ scale_down: block(SCALING), scale_up: block(SCALING) }),
      metric: list("metrics", { external: block(METRIC), object: block(METRIC), pods: block(METRIC) }),
      target_cpu_utilization_percentage: nothing,
    }),
  }),
};
