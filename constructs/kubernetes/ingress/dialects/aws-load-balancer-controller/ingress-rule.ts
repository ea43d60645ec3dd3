import type { Patterns, RuleSpec } from "../../../../aws/rules";
import { type BackendPort, type IngressPath, jsonText } from "../../../objects";
import type { RouterInput } from "../../../routes";
import type { RoutedRule } from "../../ingress-object";
import { actionJson } from "./action-json";
import { PREFIX } from "./annotation";
import { conditionsJson, transformsJson } from "./condition-json";
import type { RuleNames } from "./rule-names";

export interface MadeRule {
  readonly rule: RoutedRule;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A backend of this port is the name of an action. */
const USE_ANNOTATION: BackendPort = { name: "use-annotation" };

/**
 * A listener rule as an Ingress's rule with one path, so that the controller has nothing to sort. What a host and a path
 * do not say of it is in annotations, by its name.
 */
export function ingressRule(spec: RuleSpec, names: RuleNames, services: RouterInput["services"]): MadeRule {
  const { conditions, route } = spec;
  const [host, ...furtherHosts] = plainValues(conditions.host);
  const path = nativePath(conditions.path);
  const others = conditionsJson({
    ...conditions,
    host: host === undefined ? conditions.host : further(furtherHosts),
    path: path === undefined ? conditions.path : undefined,
  });
  const transforms = transformsJson(spec.transforms);
  const service = others.length + transforms.length === 0 ? onlyService(spec, services) : undefined;
  const made = (backend: { readonly name: string; readonly port: BackendPort }): RoutedRule => ({
    host,
    paths: [{ route, path: { ...(path ?? ANY_PATH), backend: { service: backend } } }],
  });
  if (service !== undefined) {
    return { rule: made({ name: service.name, port: { number: service.port } }), annotations: {} };
  }
  const name = names.nameOf(spec.id);
  return {
    rule: made({ name, port: USE_ANNOTATION }),
    annotations: {
      [`${PREFIX}/actions.${name}`]: jsonText(actionJson(spec.action, services)),
      ...(others.length === 0 ? {} : { [`${PREFIX}/conditions.${name}`]: jsonText(others) }),
      ...(transforms.length === 0 ? {} : { [`${PREFIX}/transforms.${name}`]: jsonText(transforms) }),
    },
  };
}

type NativePath = Pick<IngressPath, "path" | "pathType">;

/** No condition on the path, or one that is in an annotation. */
const ANY_PATH: NativePath = { path: "", pathType: "ImplementationSpecific" };

/** The form of a condition on the path that an Ingress has too, where there is one. */
function nativePath(patterns: Patterns | undefined): NativePath | undefined {
  const [first, second, ...others] = plainValues(patterns);
  if (first === undefined || others.length > 0) return undefined;
  if (second === undefined) {
    if (first === "/*") return { path: "/", pathType: "Prefix" };
    return /[*?]/.test(first) ? undefined : { path: first, pathType: "Exact" };
  }
  return second === `${first}/*` && !/[*?]/.test(first) ? { path: first, pathType: "Prefix" } : undefined;
}

function plainValues(patterns: Patterns | undefined): readonly string[] {
  return patterns !== undefined && "values" in patterns ? patterns.values : [];
}

function further(values: readonly string[]): Patterns | undefined {
  return values.length === 0 ? undefined : { values };
}

/** The Service of a rule that does nothing but lead to it. */
function onlyService({ action }: RuleSpec, services: RouterInput["services"]) {
  if (action.type !== "forward") return undefined;
  const [target, ...others] = action.targets;
  return target === undefined || others.length > 0 ? undefined : services.get(target.service);
}
