import { isUnknown } from "../../unknown-values";
import { type Finding, refusal } from "../finding";
import { isSubdomain } from "../objects";
import type { WorkloadOptions } from "../workload";
import { checkLabels, checkRanges } from "./texts";

const HIGHEST_ID = 2 ** 31 - 1;

/** What the API, or a node, would refuse of all workloads of a platform. */
export function checkWorkloadOptions(options: WorkloadOptions = {}): Finding[] {
  return [...checkPeers(options), ...checkIds(options), ...checkPaths(options), ...checkNames(options)];
}

function checkPeers({ router, clients = [] }: WorkloadOptions): Finding[] {
  const peers = [
    ...(router === undefined ? [] : [{ at: "workload.router", peer: router }]),
    ...clients.map((peer, index) => ({ at: `workload.clients[${index}]`, peer })),
  ];
  return peers.flatMap(({ at, peer: { namespaceLabels, podLabels, addresses } }) => [
    ...(namespaceLabels === undefined && podLabels === undefined && (addresses ?? []).length === 0
      ? [
          refusal(
            "kubernetes-network-peer",
            "",
            `${at} names nobody`,
            "give it labels of namespaces or pods, or addresses",
          ),
        ]
      : []),
    ...checkLabels(`${at}.namespaceLabels`, namespaceLabels),
    ...checkLabels(`${at}.podLabels`, podLabels),
    ...checkRanges(`${at}.addresses`, addresses),
  ]);
}

/** Nodes start no container as root that must not be it. */
function checkIds({ user, group }: WorkloadOptions): Finding[] {
  const least = { user: 1, group: 0 };
  return Object.entries({ user, group })
    .filter(([field, id]) => {
      const lowest = least[field as keyof typeof least];
      return id !== undefined && !isUnknown(id) && !(Number.isInteger(id) && id >= lowest && id <= HIGHEST_ID);
    })
    .map(([field, id]) =>
      refusal(
        "kubernetes-user",
        "",
        `workload.${field}: no container can run as ${id}`,
        `write a whole number from ${least[field as keyof typeof least]} to ${HIGHEST_ID}`,
      ),
    );
}

function checkPaths({ writablePaths = [] }: WorkloadOptions): Finding[] {
  return writablePaths
    .filter((path, index) => !isUnknown(path) && (!/^\/[^:]+$/.test(path) || writablePaths.indexOf(path) !== index))
    .map((path) =>
      refusal(
        "kubernetes-writable-path",
        "",
        `workload.writablePaths: "${path}" is no folder below the root, or listed twice`,
        'write absolute paths without ":", each once',
      ),
    );
}

function checkNames({ serviceAccountName, imagePullSecrets = [] }: WorkloadOptions): Finding[] {
  const accounts = serviceAccountName === undefined ? [] : [serviceAccountName];
  const bad = (names: readonly string[]) => names.filter((name) => !isUnknown(name) && !isSubdomain(name));
  const remedy = "write lower-case letters, digits, hyphens and dots";
  return [
    ...bad(accounts).map((name) =>
      refusal("kubernetes-service-account", "", `workload.serviceAccountName: "${name}" is no name of one`, remedy),
    ),
    ...bad(imagePullSecrets).map((name) =>
      refusal("invalid-secret-name", "", `workload.imagePullSecrets: "${name}" is no name of a Secret`, remedy),
    ),
  ];
}
