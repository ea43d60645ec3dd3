import { type IResolveContext, Lazy, TerraformStack } from "../../../cdktf";
import { reportDiagnostics } from "../../../diagnostics";
import { ensureProvider } from "../../../kubernetes/default-provider";
import { isLabelValue } from "../../../kubernetes/objects/api-names";
import { renderJson } from "../../../rendering";
import { ADMIN_PORT } from "../image";
import { proxyNames } from "../names";
import type { PlacedProxy } from "../placed-proxy";
import { podDiagnostics } from "./diagnostics";
import type { KubernetesPlacementProps } from "./kubernetes-props";
import type { KubernetesProxy } from "./kubernetes-proxy";
import { createNetworkPolicy } from "./network-policy";
import { podTemplate } from "./pod-template";
import { portsOf } from "./ports";
import {
  ConfigMapV1,
  DaemonSetV1,
  DeploymentV1,
  HorizontalPodAutoscalerV2,
  PodDisruptionBudgetV1,
  ServiceAccountV1,
  ServiceV1,
} from "./provider";
import { resourceDiagnostics } from "./worker-resources";

const DEFAULT_REPLICAS = { min: 2, max: 10, cpuPercent: 70 };

/** Runs the proxy's image in a cluster. The objects are all called after the proxy. */
export function placeKubernetes(proxy: PlacedProxy, props: KubernetesPlacementProps): KubernetesProxy {
  ensureProvider(proxy);
  reportDiagnostics(proxy, () => [
    ...podDiagnostics(proxy.topology, props),
    ...resourceDiagnostics(proxy, props.resources),
  ]);
  const names = proxyNames(proxy.name);
  const labels = { "app.kubernetes.io/name": "portico", "app.kubernetes.io/instance": names.service };
  const metadata = {
    name: names.service,
    namespace: props.namespace ?? "default",
    labels: { ...labels, ...partOf(TerraformStack.of(proxy).node.id) },
  };
  const configMap = new ConfigMapV1(proxy, "topology", {
    metadata,
    data: {
      "topology.json": Lazy.stringValue({
        produce: (context: IResolveContext) => `${renderJson(proxy.topology, context)}\n`,
      }),
    },
  });
  const serviceAccount = new ServiceAccountV1(proxy, "service-account", {
    metadata,
    automountServiceAccountToken: false,
  });
  const template = podTemplate({ proxy, names, labels, props });
  const selector = { matchLabels: labels };
  const dependsOn = [configMap, serviceAccount];
  const service = createService(proxy, metadata, labels, props);
  const networkPolicy =
    props.networkPolicy === false
      ? undefined
      : createNetworkPolicy(proxy, metadata, labels, props.adminPort ?? ADMIN_PORT);
  const shared = { configMap, serviceAccount, service, networkPolicy };
  if (props.workload === "DaemonSet") {
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "1" } };
    const workload = new DaemonSetV1(proxy, "daemon-set", {
      dependsOn,
      metadata,
      spec: { selector, strategy, template },
    });
    return { ...shared, workload, disruptionBudget: undefined, autoscaler: undefined };
  }
  const { min, cpuPercent, ...most } = { ...DEFAULT_REPLICAS, ...props.replicas };
  const max = props.replicas?.max ?? Math.max(min, most.max);
  const workload = new DeploymentV1(proxy, "deployment", {
    dependsOn,
    metadata,
    spec: {
      // Where the autoscaler sets the number, Terraform leaves it alone.
      ...(min === max ? { replicas: String(min) } : {}),
      selector,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
      template,
    },
  });
  const disruptionBudget = new PodDisruptionBudgetV1(proxy, "disruption-budget", {
    metadata,
    spec: { maxUnavailable: "1", selector },
  });
  const target = { type: "Utilization", averageUtilization: cpuPercent };
  const autoscaler =
    min === max
      ? undefined
      : new HorizontalPodAutoscalerV2(proxy, "autoscaler", {
          metadata,
          spec: {
            minReplicas: min,
            maxReplicas: max,
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: workload.metadata.name },
            metric: [{ type: "Resource", resource: { name: "cpu", target } }],
          },
        });
  return { ...shared, workload, disruptionBudget, autoscaler };
}

/** The stack, where its name can be a label's value. */
function partOf(stack: string): Record<string, string> {
  return isLabelValue(stack) ? { "app.kubernetes.io/part-of": stack } : {};
}

function createService(
  proxy: PlacedProxy,
  metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> },
  selector: Record<string, string>,
  props: KubernetesPlacementProps,
): ServiceV1 {
  const isRouter = proxy.tier === "router";
  const {
    type = "LoadBalancer",
    annotations,
    loadBalancerClass,
    sourceRanges,
  } = isRouter ? INTERNAL : (props.service ?? {});
  const port = Lazy.anyValue({
    produce: () =>
      portsOf(proxy.topology).map(({ name, port, protocol }) => ({ name, port, protocol, target_port: name })),
  });
  return new ServiceV1(proxy, "service", {
    metadata: { ...metadata, ...(annotations === undefined ? {} : { annotations: { ...annotations } }) },
    waitForLoadBalancer: false,
    spec: {
      type,
      selector,
      port,
      // Only then pods see the client's address.
      ...(type === "ClusterIP" ? {} : { externalTrafficPolicy: "Local" }),
      ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
      ...(sourceRanges === undefined ? {} : { loadBalancerSourceRanges: [...sourceRanges] }),
    },
  });
}

const INTERNAL = { type: "ClusterIP" } as NonNullable<KubernetesPlacementProps["service"]>;
