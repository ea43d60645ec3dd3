import { tryParseDuration } from "../../../lib/topology";
import { imageReference } from "../../image-reference";
import { type Finding, loss, refusal } from "../finding";
import { isSubdomain, isUnknownNumber, isUnknownText } from "../objects";
import { carriesHttp } from "../service";
import { admittedPeers } from "./network-policy";
import { checkProbe } from "./probes";
import type { WorkloadInput } from "./workload-input";

/** What the API takes as the name of an environment variable, in all of its versions. */
const VARIABLE = /^[A-Za-z_.-][A-Za-z0-9_.-]*$/;
/** For keys of Secrets. */
const SECRET_KEY = /^(?=.{1,253}$)[A-Za-z0-9._-]+$/;

/** What cannot run, or not as it was meant. */
export function checkWorkload(input: WorkloadInput): Finding[] {
  const { service, options } = input;
  return [
    ...checkImage(input),
    ...checkVariables(input),
    ...checkSecrets(input),
    ...checkReplicas(input),
    ...checkResources(input),
    ...(service.healthCheck === undefined ? [] : checkProbe(service.healthCheck, "healthCheck")),
    ...(options.liveness === undefined ? [] : checkProbe(options.liveness.spec, "workload.liveness")),
    ...checkDurations(input),
    ...checkRouter(input),
  ];
}

function checkImage({ workload: { image } }: WorkloadInput): Finding[] {
  if (isUnknownText(image)) return [];
  const reference = imageReference(image);
  if (reference === undefined) {
    const remedy = 'write it as in "registry.example.com/team/users:1.2.3", or with a digest, "@sha256:..."';
    return [refusal("kubernetes-image", "workload.image", `"${image}" is no reference of an image`, remedy)];
  }
  if (reference.digest !== undefined || (reference.tag !== undefined && reference.tag !== "latest")) return [];
  const message = `"${image}" is whatever was pushed last, so that instances may differ from one another`;
  return [loss("kubernetes-image-latest", "workload.image", message, "name a version or a digest")];
}

function checkVariables({ workload: { environment = {}, secrets = {} } }: WorkloadInput): Finding[] {
  const fields = { environment, secrets };
  const bad = Object.entries(fields).flatMap(([field, variables]) =>
    Object.keys(variables)
      .filter((name) => !isUnknownText(name) && !VARIABLE.test(name))
      .map((name) => {
        const remedy = "write letters, digits, `_`, `-` and `.`, with no digit first";
        const message = `"${name}" is no name of an environment variable`;
        return refusal("kubernetes-environment", `workload.${field}`, message, remedy);
      }),
  );
  const twice = Object.keys(secrets)
    .filter((name) => Object.hasOwn(environment, name))
    .map((name) =>
      refusal(
        "kubernetes-environment",
        "workload.secrets",
        `the environment variable "${name}" has a value in "environment" too`,
        "keep one of the two",
      ),
    );
  return [...bad, ...twice];
}

function checkSecrets({ workload: { secrets = {} } }: WorkloadInput): Finding[] {
  return Object.entries(secrets)
    .filter(([, reference]) => {
      const [name = "", key = "", ...more] = reference.split("/");
      const isName = isSubdomain(name) || isUnknownText(name);
      return !isName || !(SECRET_KEY.test(key) || isUnknownText(key)) || more.length > 0;
    })
    .map(([variable, reference]) =>
      refusal(
        "kubernetes-secret-reference",
        `workload.secrets.${variable}`,
        `${isUnknownText(reference) ? "a value that only Terraform will know" : `"${reference}"`} names no key of a Secret`,
        'write the name of a Secret and of its key, as in "users-db/password"',
      ),
    );
}

function checkReplicas({ workload: { replicas }, options }: WorkloadInput): Finding[] {
  if (replicas === undefined) return [];
  const at = "workload.replicas";
  if (typeof replicas === "number") {
    if (isUnknownNumber(replicas) || (Number.isInteger(replicas) && replicas >= 0)) return [];
    return [refusal("invalid-replicas", at, `there cannot be ${replicas} instances`, "write a whole number")];
  }
  const { min, max, cpuPercent, requestsPerMinute } = replicas;
  const findings: Finding[] = [];
  const isRange = Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min;
  if (!isRange && !isUnknownNumber(min) && !isUnknownNumber(max)) {
    const remedy = "let max be min or more, and min 1 or more";
    findings.push(refusal("invalid-replicas", at, `there cannot be from ${min} to ${max} instances`, remedy));
  }
  for (const [field, target] of Object.entries({ cpuPercent, requestsPerMinute })) {
    if (target === undefined || isUnknownNumber(target)) continue;
    if (target > 0 && (field !== "cpuPercent" || Number.isInteger(target))) continue;
    const remedy = "write a whole number above 0";
    findings.push(refusal("invalid-replicas", `${at}.${field}`, `instances cannot be scaled to ${target}`, remedy));
  }
  if (requestsPerMinute !== undefined && options.requestsMetric === undefined) {
    const code = "kubernetes-requests-metric";
    const message = "a cluster counts the requests of pods only by an adapter for custom metrics";
    const remedy = `name its metric of requests in a second: platform.with({ workload: { requestsMetric } }), or accept "${code}" to have instances scaled by CPU alone`;
    findings.push(refusal(code, `${at}.requestsPerMinute`, message, remedy));
  }
  return findings;
}

function checkResources({ workload: { cpu, memory } }: WorkloadInput): Finding[] {
  return Object.entries({ cpu, memory })
    .filter(
      ([, amount]) => amount !== undefined && !isUnknownNumber(amount) && !(Number.isInteger(amount) && amount > 0),
    )
    .map(([field, amount]) =>
      refusal(
        "kubernetes-resources",
        `workload.${field}`,
        `an instance cannot have ${amount} of ${field === "cpu" ? "a processor's thousandths" : "MiB"}`,
        "write a whole number above 0",
      ),
    );
}

/** A pod template has seconds, which nobody can make of a text that only Terraform will know. */
function checkDurations({ service: { drain, healthCheck } }: WorkloadInput): Finding[] {
  const durations = {
    drain,
    "healthCheck.interval": healthCheck?.interval,
    "healthCheck.timeout": healthCheck?.timeout,
  };
  return Object.entries(durations)
    .filter(([, text]) => text !== undefined && isUnknownText(text) && tryParseDuration(text) === undefined)
    .map(([at]) =>
      refusal(
        "kubernetes-unknown-duration",
        at,
        "a pod takes whole seconds, which nobody can make of a duration that only Terraform will know",
        'write the duration itself, or accept "kubernetes-unknown-duration" to have the default',
      ),
    );
}

/** A policy that lets in the router alone has to know which pods that is. */
function checkRouter({ service, options }: WorkloadInput): Finding[] {
  const isRouted = carriesHttp(service.protocol ?? "HTTP");
  if (options.networkPolicy === false || admittedPeers(options, isRouted) !== undefined) return [];
  const code = "kubernetes-network-policy";
  return [
    refusal(
      code,
      "workload",
      `which pods lead requests to service "${service.name}" is not known, so that no NetworkPolicy can let in them alone`,
      `name the controller's: workload: { router: { namespaceLabels: { "kubernetes.io/metadata.name": "traefik" } } }, set networkPolicy to false, or accept "${code}" to have none`,
    ),
  ];
}
