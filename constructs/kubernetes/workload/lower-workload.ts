import type { ReplicaRange } from "../../values";
import type { Finding } from "../finding";
import { type ObjectMeta, objectName } from "../objects";
import { carriesHttp, podSelector } from "../service";
import { scalingMetrics } from "./autoscaler";
import { checkWorkload } from "./check-workload";
import { admittedPeers } from "./network-policy";
import { podTemplate } from "./pod-template";
import type {
  DeploymentV1Config,
  HorizontalPodAutoscalerV2Config,
  NetworkPolicyV1Config,
  PodDisruptionBudgetV1Config,
} from "./provider";
import type { WorkloadInput } from "./workload-input";
import type { NetworkPeer } from "./workload-options";

const DEFAULT_REPLICAS = 2;

/** The objects that run a workload, as the provider takes them. */
export interface WorkloadLowering {
  /** What tells them from others of the cluster. */
  readonly objects: readonly { readonly kind: string; readonly metadata: ObjectMeta }[];
  readonly deployment: DeploymentV1Config;
  readonly disruptionBudget: PodDisruptionBudgetV1Config;
  /** Where the number of instances is to change. */
  readonly autoscaler?: HorizontalPodAutoscalerV2Config;
  /** Without its rules, which depend on the listeners that are still to come. */
  readonly networkPolicy?: NetworkPolicyV1Config;
  /** Those that the policy lets in, whatever the listeners. */
  readonly peers: readonly NetworkPeer[];
  readonly findings: readonly Finding[];
}

/** A workload as a Deployment, and what keeps it available and to itself. Pure. */
export function lowerWorkload(input: WorkloadInput): WorkloadLowering {
  const { service, namespace, labels, workload, options } = input;
  const { name } = objectName(service.name);
  const selector = { matchLabels: podSelector(service.name) };
  const metadata = { name, namespace, labels: { ...labels, "portico/service": service.name } };
  const { replicas = DEFAULT_REPLICAS } = workload;
  const peers = admittedPeers(options, carriesHttp(service.protocol ?? "HTTP"));
  const kinds = [
    "Deployment",
    "PodDisruptionBudget",
    ...(typeof replicas === "number" ? [] : ["HorizontalPodAutoscaler"]),
    ...(peers === undefined ? [] : ["NetworkPolicy"]),
  ];
  return {
    objects: kinds.map((kind) => ({ kind, metadata })),
    deployment: {
      metadata,
      spec: {
        // Where the autoscaler sets the number, Terraform leaves it alone.
        ...(typeof replicas === "number" ? { replicas: String(replicas) } : {}),
        selector,
        // As many as before stay ready while an update runs.
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "0" } },
        template: podTemplate(input),
      },
    },
    disruptionBudget: { metadata, spec: { maxUnavailable: "1", selector } },
    ...(typeof replicas === "number" ? {} : { autoscaler: autoscaler(input, replicas, metadata) }),
    ...(peers === undefined
      ? {}
      : { networkPolicy: { metadata, spec: { podSelector: selector, policyTypes: ["Ingress"] } } }),
    peers: peers ?? [],
    findings: checkWorkload(input),
  };
}

function autoscaler(
  { options }: WorkloadInput,
  replicas: ReplicaRange,
  metadata: ObjectMeta,
): HorizontalPodAutoscalerV2Config {
  return {
    metadata,
    spec: {
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: metadata.name },
      metric: scalingMetrics(replicas, options),
    },
  };
}
