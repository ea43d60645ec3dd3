import { isUnknownNumber } from "../objects";
import { RESTRICTED_CONTAINER } from "../restricted-container";
import { podSelector, portProtocol } from "../service";
import { livenessProbes, readinessProbe } from "./probes";
import type { DeploymentV1SpecTemplate } from "./provider";
import { termination } from "./termination";
import { escapeVariables } from "./variable-references";
import type { WorkloadInput } from "./workload-input";

const DEFAULT_CPU = 256;
const DEFAULT_MEMORY = 512;
/** Ports below it need a capability, unless a sysctl that is counted as safe opens them. */
const FIRST_OPEN_PORT = 1024;

/**
 * A pod that meets the Pod Security Standard "restricted"
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
 */
export function podTemplate(input: WorkloadInput): DeploymentV1SpecTemplate {
  const { service, port, options, labels } = input;
  const selector = podSelector(service.name);
  const { graceSeconds } = termination(service, options);
  const folders = (options.writablePaths ?? ["/tmp"]).map((mountPath, index) => ({
    mountPath,
    name: `writable-${index}`,
  }));
  return {
    metadata: { labels: { ...labels, ...selector } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(options.serviceAccountName === undefined ? {} : { serviceAccountName: options.serviceAccountName }),
      ...(options.imagePullSecrets === undefined
        ? {}
        : { imagePullSecrets: options.imagePullSecrets.map((name) => ({ name })) }),
      terminationGracePeriodSeconds: graceSeconds,
      securityContext: {
        runAsNonRoot: true,
        ...(options.user === undefined ? {} : { runAsUser: String(options.user) }),
        ...(options.group === undefined ? {} : { runAsGroup: String(options.group) }),
        seccompProfile: { type: "RuntimeDefault" },
        ...(isUnknownNumber(port) || port >= FIRST_OPEN_PORT
          ? {}
          : { sysctl: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] }),
      },
      topologySpreadConstraint: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: [{ matchLabels: selector }],
        // Pods of an update are spread among themselves.
        matchLabelKeys: ["pod-template-hash"],
      })),
      container: [{ ...container(input), volumeMount: folders }],
      volume: folders.map(({ name }) => ({ name, emptyDir: {} })),
    },
  };
}

function container(input: WorkloadInput) {
  const { service, port, workload, options } = input;
  const { name, protocol } = portProtocol(service.protocol ?? "HTTP");
  const { command, args } = workload;
  const { preStop } = termination(service, options);
  const isProbed = service.healthCheck !== undefined || protocol === "TCP";
  return {
    name: "service",
    image: workload.image,
    ...(command === undefined ? {} : { command: command.map(escapeVariables) }),
    ...(args === undefined ? {} : { args: args.map(escapeVariables) }),
    env: environment(input),
    port: [{ name, containerPort: port, protocol }],
    resources: resources(input),
    securityContext: RESTRICTED_CONTAINER,
    ...(isProbed ? { readinessProbe: readinessProbe(service.healthCheck, port) } : {}),
    ...(options.liveness === undefined ? {} : livenessProbes(options.liveness.spec, port)),
    ...(preStop === undefined ? {} : { lifecycle: { preStop: [{ exec: { command: [...preStop] } }] } }),
  };
}

function environment({ workload: { environment = {}, secrets = {} } }: WorkloadInput) {
  return [
    ...Object.entries(environment).map(([name, value]) => ({ name, value: escapeVariables(value) })),
    ...Object.entries(secrets).map(([variable, reference]) => {
      const [name = "", key = ""] = reference.split("/");
      return { name: variable, valueFrom: { secretKeyRef: { name, key } } };
    }),
  ];
}

function resources({ workload: { cpu = DEFAULT_CPU, memory = DEFAULT_MEMORY }, options }: WorkloadInput) {
  const sure = { cpu: `${cpu}m`, memory: `${memory}Mi` };
  return { requests: sure, limits: (options.cpuLimit ?? true) ? sure : { memory: sure.memory } };
}
