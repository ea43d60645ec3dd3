import type { Rule } from "../rule";
import type { ControllerInput } from "./dialect";
import type { Ingress, IngressBackend, IngressPath } from "./ingress";
import { answerNotFound, forwardTo } from "./rule-parts";

/** A path and the Ingress that it is of. */
export interface OwnedPath extends IngressPath {
  readonly ingress: Ingress;
}

/** The paths of one host. */
export interface HostGroup {
  /** `undefined` is every host that no other group is for. */
  readonly host: string | undefined;
  readonly paths: readonly OwnedPath[];
}

/** Paths by host: exact names first, then wildcards, the longest first, then what is for every host. */
export function hostGroups(ingresses: readonly Ingress[]): readonly HostGroup[] {
  const groups = new Map<string | undefined, OwnedPath[]>();
  for (const ingress of ingresses) {
    for (const path of ingress.paths) {
      groups.set(path.host, [...(groups.get(path.host) ?? []), { ...path, ingress }]);
    }
  }
  return [...groups]
    .map(([host, paths]) => ({ host, paths }))
    .sort((a, b) => hostRank(a.host) - hostRank(b.host) || (b.host ?? "").length - (a.host ?? "").length);
}

function hostRank(host: string | undefined): number {
  if (host === undefined) return 2;
  return host.startsWith("*.") ? 1 : 0;
}

/** The default backend of the first Ingress that has one. */
export function defaultBackendOf({ ingresses }: ControllerInput): IngressBackend | undefined {
  return ingresses.map(({ defaultBackend }) => defaultBackend).find((backend) => backend !== undefined);
}

/** What takes every request that comes this far: the default backend, else 404. */
export function fallbackRule(
  backend: IngressBackend | undefined,
  host: string | undefined,
  conditions: Rule["conditions"],
): Rule {
  return {
    label: `default backend for ${host ?? "every other host"}`,
    route: null,
    conditions,
    action: backend === undefined ? "answer 404" : `forward to ${backend.service}`,
    services: backend === undefined ? [] : [backend.service],
    answer: (request) => (backend === undefined ? answerNotFound(request) : forwardTo(backend.service, request)),
  };
}
