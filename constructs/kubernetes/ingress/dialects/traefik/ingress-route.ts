import { type CustomObject, type Lowered, objectName } from "../../../objects";
import { type RouterInput, routeAnnotations, routerLabels } from "../../../routes";
import { API_VERSION } from "./api-version";
import type { Exposure } from "./exposures";
import { matchRule } from "./match-rule";
import { middlewaresOf } from "./middlewares";
import type { TraefikRule } from "./rules";
import { routeServices } from "./services";

/** Rules that an Ingress cannot say, as one IngressRoute for each exposure, and what they refer to. */
export function ingressRoutes(
  rules: readonly TraefikRule[],
  exposures: readonly Exposure[],
  input: RouterInput,
): Lowered<CustomObject>[] {
  if (rules.length === 0) return [];
  const parts = rules.map((rule) => ({
    rule,
    middlewares: middlewaresOf(rule, input),
    services: routeServices(rule.route, input),
  }));
  const routes = parts.map(({ rule, middlewares, services }) => ({
    kind: "Rule",
    match: matchRule(rule.candidate),
    priority: rule.priority,
    ...(middlewares.length === 0
      ? {}
      : { middlewares: middlewares.map(({ object }) => ({ name: object.metadata.name })) }),
    services: services.references,
  }));
  const referred = parts.flatMap(({ middlewares, services }) => [...middlewares, ...services.objects]);
  return [
    ...new Map(referred.map((object) => [object.id, object])).values(),
    ...exposures.map((exposure) => ingressRoute(rules, routes, exposure, input)),
  ];
}

function ingressRoute(
  rules: readonly TraefikRule[],
  routes: readonly object[],
  exposure: Exposure,
  input: RouterInput,
): Lowered<CustomObject> {
  const { router, settings } = input;
  const { name } = objectName(router.name);
  const [secret] = exposure.tls ?? [];
  return {
    id: exposure.suffix === undefined ? "ingress-route" : `ingress-route-${exposure.suffix}`,
    object: {
      apiVersion: API_VERSION,
      kind: "IngressRoute",
      metadata: {
        name: exposure.suffix === undefined ? name : `${name}-${exposure.suffix}`,
        namespace: settings.namespace,
        labels: routerLabels(input),
        annotations: {
          ...classAnnotation(settings.ingressClassName),
          ...routeAnnotations(
            router.name,
            rules.map(({ route }) => route.route.name),
          ),
        },
      },
      spec: {
        ...(exposure.entryPoints === undefined ? {} : { entryPoints: exposure.entryPoints }),
        routes,
        ...(exposure.tls === undefined ? {} : { tls: secret === undefined ? {} : { secretName: secret.secretName } }),
      },
    },
  };
}

/** Traefik's own resources name their class by annotation alone. */
function classAnnotation(ingressClassName: string | undefined): Readonly<Record<string, string>> {
  return ingressClassName === undefined ? {} : { "kubernetes.io/ingress.class": ingressClassName };
}
