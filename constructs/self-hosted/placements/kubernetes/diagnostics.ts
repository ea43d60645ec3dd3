import type { Diagnostic, Topology } from "../../../../lib/topology";
import { checkKeys, checkRanges } from "../../../kubernetes/settings/texts";
import { isUnknown } from "../../../unknown-values";
import { ADMIN_PORT } from "../image";
import { unreachableAddresses } from "../sockets";
import type { KubernetesPlacementProps } from "./kubernetes-props";
import { unmountedFiles } from "./unmounted-files";

/** RFC 1123, as Kubernetes has it for the names of namespaces. */
const LABEL = /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** For names of Secrets. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** What keeps a pod from running a Topology as it stands. */
export function podDiagnostics(topology: Topology, props: KubernetesPlacementProps): readonly Diagnostic[] {
  return [
    ...unreachableAddresses(topology, "a pod"),
    ...adminPortClash(topology, props.adminPort ?? ADMIN_PORT),
    ...unmountedFiles(topology, props),
    ...oversized(topology),
    ...badNames(props),
    ...badReplicas(props),
    ...badAdminPort(props),
    ...badService(props),
  ];
}

const HIGHEST_PORT = 65_535;

function badAdminPort({ adminPort = ADMIN_PORT }: KubernetesPlacementProps): readonly Diagnostic[] {
  if (isUnknown(adminPort) || (Number.isInteger(adminPort) && adminPort >= 1 && adminPort <= HIGHEST_PORT)) return [];
  const remedy = `write a whole number from 1 to ${HIGHEST_PORT}`;
  return [error("kubernetes-port", "", `adminPort: ${adminPort} is no port`, remedy)];
}

/** What the API would refuse of the Service. */
function badService({ service = {} }: KubernetesPlacementProps): readonly Diagnostic[] {
  const { annotations, loadBalancerClass, sourceRanges, type = "LoadBalancer" } = service;
  const findings = [
    ...checkKeys("service.annotations", annotations),
    ...checkKeys("service.loadBalancerClass", loadBalancerClass === undefined ? {} : { [loadBalancerClass]: "" }),
    ...checkRanges("service.sourceRanges", sourceRanges),
  ];
  const unused = Object.entries({ loadBalancerClass, sourceRanges }).filter(
    ([, value]) => value !== undefined && type !== "LoadBalancer",
  );
  return [
    ...findings.map(({ at: path, ...finding }): Diagnostic => ({ ...finding, path })),
    ...unused.map(([field]) =>
      error(
        "kubernetes-load-balancer-setting",
        "",
        `service.${field}: a Service of type ${type} has no load balancer to tell it to`,
        "leave it out, or set the type LoadBalancer",
      ),
    ),
  ];
}

function adminPortClash({ edges = [] }: Topology, adminPort: number): readonly Diagnostic[] {
  return edges.flatMap(({ listeners }, e) =>
    listeners.flatMap(({ name, port, protocol }, l) =>
      port !== adminPort || protocol === "UDP"
        ? []
        : [
            error(
              "address-in-use",
              `edges[${e}].listeners[${l}].port`,
              `port ${port} of listener "${name}" is that of the admin endpoint`,
              "give the listener another, or set adminPort of Placement.kubernetes",
            ),
          ],
    ),
  );
}

/** A ConfigMap holds 1 MiB (https://kubernetes.io/docs/concepts/configuration/configmap/). */
const CONFIG_MAP_BYTES = 1_048_576;

function oversized(topology: Topology): readonly Diagnostic[] {
  const size = Buffer.byteLength(JSON.stringify(topology, undefined, 2));
  if (size <= CONFIG_MAP_BYTES) return [];
  const message = `the Topology has ${size} bytes, and a ConfigMap holds ${CONFIG_MAP_BYTES}`;
  return [error("oversized-topology", "", message, "spread the edges over proxies, each with a name of its own")];
}

function badNames({
  namespace,
  tlsSecrets = {},
  imagePullSecrets = [],
}: KubernetesPlacementProps): readonly Diagnostic[] {
  const bad = (code: string, what: string, name: string, remedy: string) =>
    error(code, "", `"${name}" is no name of a ${what}`, remedy);
  return [
    ...(namespace === undefined || isUnknown(namespace) || LABEL.test(namespace)
      ? []
      : [
          bad(
            "invalid-namespace",
            "namespace",
            namespace,
            "write 1 to 63 lower-case letters, digits and inner hyphens",
          ),
        ]),
    ...[...Object.values(tlsSecrets), ...imagePullSecrets].flatMap((secret) =>
      isUnknown(secret) || SUBDOMAIN.test(secret)
        ? []
        : [bad("invalid-secret-name", "Secret", secret, "write lower-case letters, digits, hyphens and dots")],
    ),
  ];
}

function badReplicas({ workload = "Deployment", replicas }: KubernetesPlacementProps): readonly Diagnostic[] {
  if (replicas === undefined) return [];
  if (workload === "DaemonSet") {
    const remedy = "leave replicas out, or use a Deployment";
    return [error("replicas-of-daemon-set", "", "a DaemonSet has one pod on each node, not a number of them", remedy)];
  }
  const { min = 2, max, cpuPercent } = replicas;
  const isCount = (count: number) => isUnknown(count) || (Number.isInteger(count) && count >= 1);
  const most = max ?? Math.max(min, 1);
  const isRange = isCount(min) && isCount(most) && (isUnknown(min) || isUnknown(most) || most >= min);
  const range =
    max === undefined ? `there cannot be ${min} pods at least` : `there cannot be from ${min} to ${max} pods`;
  return [
    ...(isRange ? [] : [error("invalid-replicas", "", range, "let max be min or more, and min 1 or more")]),
    ...(cpuPercent === undefined || isCount(cpuPercent)
      ? []
      : [
          error(
            "invalid-replicas",
            "",
            `pods cannot be scaled to ${cpuPercent} per cent`,
            "write a whole number above 0",
          ),
        ]),
  ];
}

function error(code: string, path: string, message: string, remedy: string): Diagnostic {
  return { code, severity: "error", path, message, remedy };
}
