import type { Rule } from "../../rule";
import type { ControllerInput, RulesDialect } from "../dialect";
import { defaultBackendOf, fallbackRule, type HostGroup, hostGroups } from "../host-groups";
import { comparePaths } from "../path";
import { forwardTo, hostCondition, pathCondition } from "../rule-parts";

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
export const generic: RulesDialect = {
  name: "generic",
  classNames: [],
  controllers: [],
  rules: (input) => readRules(input, { hosts: "isolated", implementationSpecific: "Prefix" }),
  otherReadings: {
    "which goes on to less specific hosts": (input) =>
      readRules(input, { hosts: "fall through", implementationSpecific: "Prefix" }),
    "which takes ImplementationSpecific as Exact": (input) =>
      readRules(input, { hosts: "isolated", implementationSpecific: "Exact" }),
  },
};

function readRules(input: ControllerInput, reading: Reading): readonly Rule[] {
  return [
    ...hostGroups(input.ingresses).flatMap((group) => groupRules(group, input, reading)),
    fallbackRule(defaultBackendOf(input), undefined, []),
  ];
}

function groupRules({ host, paths }: HostGroup, input: ControllerInput, reading: Reading): readonly Rule[] {
  const conditions = host === undefined ? [] : [hostCondition(host)];
  const rules = [...paths].sort(comparePaths).map(
    (path): Rule => ({
      label: path.label,
      conditions: [...conditions, pathCondition(path, reading.implementationSpecific)],
      action: `forward to ${path.backend.service}`,
      services: [path.backend.service],
      route: path.route,
      answer: (request) => ({ ...forwardTo(path.backend.service, request), router: path.ingress.router }),
    }),
  );
  if (host === undefined || reading.hosts === "fall through") return rules;
  return [...rules, fallbackRule(defaultBackendOf(input), host, conditions)];
}
