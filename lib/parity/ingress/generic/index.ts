import type { Condition, Rule } from "../../rule";
import type { ControllerInput, IngressDialect } from "../dialect";
import type { IngressBackend, IngressPath } from "../ingress";
import { comparePaths } from "../path";
import { forwardTo, hostCondition, pathCondition } from "../rule-parts";

interface PlacedPath extends IngressPath {
  readonly router: string | null;
}

/** How a controller reads what the Ingress API leaves open. */
interface Reading {
  /** Whether a request goes on to less specific hosts where no path of the most specific one fits. */
  readonly hosts: "isolated" | "fall through";
  /** `ImplementationSpecific` may be either (kubernetes.io, Ingress, "Path types"). */
  readonly implementationSpecific: "Exact" | "Prefix";
}

/**
 * A class of which nothing is known beyond the Ingress API: the host is decided first, and within it the path
 * (kubernetes.io, Ingress, "Ingress rules", "Multiple matches", "DefaultBackend").
 */
export const generic: IngressDialect = {
  name: "generic",
  classNames: [],
  controllers: [],
  rules: (input) => readRules(input, { hosts: "isolated", implementationSpecific: "Prefix" }),
  otherReadings: [
    (input) => readRules(input, { hosts: "fall through", implementationSpecific: "Prefix" }),
    (input) => readRules(input, { hosts: "isolated", implementationSpecific: "Exact" }),
  ],
};

function readRules(input: ControllerInput, reading: Reading): readonly Rule[] {
  const paths = input.ingresses.flatMap((ingress) =>
    ingress.paths.map((path): PlacedPath => ({ ...path, router: ingress.router })),
  );
  const byHost = groupByHost(paths);
  const hosts = [...byHost.keys()].sort(compareHosts);
  return [
    ...hosts.flatMap((host) => hostRules(host, byHost.get(host) ?? [], input, reading)),
    fallback("every other host", [], input),
  ];
}

function hostRules(
  host: string | undefined,
  paths: readonly PlacedPath[],
  input: ControllerInput,
  { hosts, implementationSpecific }: Reading,
): readonly Rule[] {
  const conditions = host === undefined ? [] : [hostCondition(host)];
  const rules = [...paths].sort(comparePaths).map(
    (path): Rule => ({
      label: path.label,
      conditions: [...conditions, pathCondition(path, implementationSpecific)],
      action: `forward to ${path.backend.service}`,
      route: path.route,
      answer: (request) => ({ ...forwardTo(path.backend.service, request), router: path.router }),
    }),
  );
  return host === undefined || hosts === "fall through" ? rules : [...rules, fallback(host, conditions, input)];
}

function fallback(label: string, conditions: readonly Condition[], { ingresses }: ControllerInput): Rule {
  const backend = ingresses.map(({ defaultBackend }) => defaultBackend).find((one) => one !== undefined);
  return {
    label: `default backend for ${label}`,
    conditions,
    action: backend === undefined ? "answer 404" : `forward to ${backend.service}`,
    route: null,
    answer: (request) => defaultOutcome(backend, request),
  };
}

function defaultOutcome(backend: IngressBackend | undefined, request: Parameters<Rule["answer"]>[0]) {
  if (backend !== undefined) return forwardTo(backend.service, request);
  const { path, search, host } = request.target;
  return { service: null, status: 404, reason: "no rule applies", path: path + search, host };
}

function groupByHost(paths: readonly PlacedPath[]): ReadonlyMap<string | undefined, readonly PlacedPath[]> {
  const groups = new Map<string | undefined, PlacedPath[]>();
  for (const path of paths) groups.set(path.host, [...(groups.get(path.host) ?? []), path]);
  return groups;
}

/** Exact names, then wildcards, then every host. */
function compareHosts(a: string | undefined, b: string | undefined): number {
  return hostRank(a) - hostRank(b);
}

function hostRank(host: string | undefined): number {
  if (host === undefined) return 2;
  return host.startsWith("*.") ? 1 : 0;
}
