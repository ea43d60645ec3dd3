import type { Topology } from "../../../../lib/topology";
import { Lazy } from "../../../cdktf";
import { RESTRICTED_CONTAINER } from "../../../kubernetes/restricted-container";
import { ADMIN_PORT, ADMIN_VARIABLE, DRAIN_SECONDS, IMAGE_NODE, IMAGE_USER } from "../image";
import type { ProxyNames } from "../names";
import type { PlacedProxy } from "../placed-proxy";
import { proxyArguments } from "../process-props";
import { bindsPrivilegedPort } from "../sockets";
import type { KubernetesPlacementProps } from "./kubernetes-props";
import { portsOf } from "./ports";
import type { DeploymentV1SpecTemplate } from "./provider";
import { podResources } from "./worker-resources";

/** Where certificates are mounted, each in a folder of its name. */
export const TLS_FOLDER = "/etc/portico-tls";

/** Seconds that a pod which is to end still takes requests, until every node knows that it gets no more. */
const SETTLE_SECONDS = 5;
/** Seconds beyond all that, before the pod is cut. */
const SPARE_SECONDS = 10;

/** What a pod is made for. */
export interface PodSettings {
  readonly proxy: PlacedProxy;
  readonly names: ProxyNames;
  readonly labels: Readonly<Record<string, string>>;
  readonly props: KubernetesPlacementProps;
}

/**
 * A pod that meets the Pod Security Standard "restricted"
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/): no root, no capability, no writable file
 * system, no token of the cluster. Low ports are bound by a sysctl that the standard counts as safe.
 */
export function podTemplate({ proxy, names, labels, props }: PodSettings): DeploymentV1SpecTemplate {
  const { tlsSecrets = {}, imagePullSecrets = [], adminPort = ADMIN_PORT } = props;
  const resources = podResources(proxy, props.resources);
  const secrets = Object.entries(tlsSecrets).map(([certificate, secret], index) => ({
    volume: { name: `tls-${index}`, secret: { secretName: secret, defaultMode: "0440" } },
    mount: { name: `tls-${index}`, mountPath: `${TLS_FOLDER}/${certificate}`, readOnly: true },
  }));
  const probe = (path: string, failureThreshold: number) => ({
    httpGet: { path, port: "admin" },
    periodSeconds: 5,
    timeoutSeconds: 2,
    failureThreshold,
  });
  return {
    metadata: { labels: { ...labels } },
    spec: {
      serviceAccountName: names.service,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      terminationGracePeriodSeconds: SETTLE_SECONDS + DRAIN_SECONDS + SPARE_SECONDS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: String(IMAGE_USER),
        runAsGroup: String(IMAGE_USER),
        fsGroup: String(IMAGE_USER),
        seccompProfile: { type: "RuntimeDefault" },
        sysctl: Lazy.anyValue({ produce: () => sysctls(proxy.topology) }),
      },
      topologySpreadConstraint: [
        {
          maxSkew: 1,
          topologyKey: "kubernetes.io/hostname",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: [{ matchLabels: { ...labels } }],
        },
      ],
      container: [
        {
          name: "proxy",
          image: proxy.image,
          imagePullPolicy: "IfNotPresent",
          args: [...proxyArguments(names.configFile, proxy.process)],
          env: [{ name: ADMIN_VARIABLE, value: `0.0.0.0:${adminPort}` }],
          port: Lazy.anyValue({ produce: () => containerPorts(proxy.topology, adminPort) }),
          resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
          securityContext: RESTRICTED_CONTAINER,
          startupProbe: { ...probe("/healthz", 12) },
          livenessProbe: { ...probe("/healthz", 3) },
          readinessProbe: { ...probe("/readyz", 2) },
          // There is no shell to wait in.
          lifecycle: {
            preStop: [{ exec: { command: [IMAGE_NODE, "-e", `setTimeout(() => {}, ${SETTLE_SECONDS * 1000})`] } }],
          },
          volumeMount: [
            { name: "topology", mountPath: names.folder, readOnly: true },
            ...secrets.map(({ mount }) => mount),
          ],
        },
      ],
      volume: [
        // The folder is mounted, not the file: that is how a change reaches the pods that run.
        { name: "topology", configMap: { name: names.service, defaultMode: "0444" } },
        ...secrets.map(({ volume }) => volume),
      ],
    },
  };
}

function sysctls(topology: Topology): readonly object[] {
  return bindsPrivilegedPort(topology) ? [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] : [];
}

function containerPorts(topology: Topology, adminPort: number): readonly object[] {
  const listeners = portsOf(topology).map(({ name, port, protocol }) => ({ name, container_port: port, protocol }));
  return [...listeners, { name: "admin", container_port: adminPort, protocol: "TCP" }];
}
