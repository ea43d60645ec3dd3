import { groupBy } from "../../../group-by";
import type { IngressObject, IngressPath, Lowered } from "../../../objects";
import type { RouterInput } from "../../../routes";
import { ingressObject, ingressPath, type RoutedRule } from "../../ingress-object";
import type { Exposure } from "./exposures";
import { priorityOf } from "./priority";
import type { TraefikRule } from "./rules";

const PREFIX = "traefik.ingress.kubernetes.io";

/**
 * Plain rules as Ingresses, one for each rank, since the annotation for the priority is for all of an Ingress.
 *
 * (Traefik, "Kubernetes Ingress routing configuration".)
 */
export function ingresses(
  rules: readonly TraefikRule[],
  exposure: Exposure,
  input: RouterInput,
): Lowered<IngressObject>[] {
  return [...groupBy(rules, ({ rank }) => rank)].map(([rank, ranked]) => {
    const suffix = [rankName(ranked), exposure.suffix].filter((part) => part !== undefined).join("-");
    const annotations = {
      [`${PREFIX}/router.priority`]: String(priorityOf(rank, 0)),
      ...(exposure.entryPoints === undefined
        ? {}
        : { [`${PREFIX}/router.entrypoints`]: exposure.entryPoints.join(",") }),
      ...(exposure.tls === undefined ? {} : { [`${PREFIX}/router.tls`]: "true" }),
    };
    const tls = exposure.tls?.map(({ secretName }) => ({ secretName }));
    return {
      id: suffix,
      object: ingressObject(input, { suffix, rules: routedRules(ranked), annotations, ...(tls && { tls }) }),
    };
  });
}

/** What the rules of a rank have in common, as part of a name. */
function rankName(rules: readonly TraefikRule[]): string {
  const [first] = rules;
  if (first === undefined) return "";
  const { hostname, entry } = first.candidate;
  const path = entry.path.type === "Exact" ? "exact" : `prefix-${entry.path.value.split("/").length - 1}`;
  return hostname === undefined ? path : `host-${path}`;
}

function routedRules(rules: readonly TraefikRule[]): RoutedRule[] {
  return [...groupBy(rules, ({ candidate }) => candidate.hostname)].map(([host, ofHost]) => ({
    host,
    paths: ofHost.flatMap((rule) => rulePaths(rule).map((path) => ({ route: rule.candidate.entry.route.name, path }))),
  }));
}

/**
 * A prefix is two paths: Traefik compares characters unless it is told to be strict, and `/users` would take
 * `/users-old` along. `/users` exactly and all under `/users/` are the same to it and to the standard.
 */
function rulePaths({ route, candidate }: TraefikRule): IngressPath[] {
  const { type, value } = candidate.entry.path;
  const [backend] = route.backends;
  if (backend === undefined) return [];
  const exact = ingressPath(value, "Exact", backend.service);
  if (type === "Exact") return [exact];
  const prefix = ingressPath(`${value}/`, "Prefix", backend.service);
  return value === "" ? [prefix] : [exact, prefix];
}
