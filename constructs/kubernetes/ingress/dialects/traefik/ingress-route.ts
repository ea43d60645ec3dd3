import { type CustomObject, type Lowered, objectName } from "../../../objects";
import { routeAnnotations, routerLabels } from "../../ingress-object";
import type { WeightedBackend } from "../../plan-routes";
import type { RouterInput } from "../../router-input";
import type { Exposure } from "./exposures";
import { matchRule } from "./match-rule";
import type { TraefikRule } from "./rules";
import { stickyCookie } from "./service-hints";

export const API_VERSION = "traefik.io/v1alpha1";

/** Rules that an Ingress cannot say, as one IngressRoute. */
export function ingressRoute(
  rules: readonly TraefikRule[],
  exposure: Exposure,
  input: RouterInput,
): Lowered<CustomObject>[] {
  if (rules.length === 0) return [];
  const { router, settings } = input;
  const id = exposure.suffix === undefined ? "ingress-route" : `ingress-route-${exposure.suffix}`;
  const { name } = objectName(router.name);
  const [secret] = exposure.tls ?? [];
  const object: CustomObject = {
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
      routes: rules.map(routeOf),
      ...(exposure.tls === undefined ? {} : { tls: secret === undefined ? {} : { secretName: secret.secretName } }),
    },
  };
  return [{ id, object }];
}

/** Traefik's own resources name their class by annotation alone. */
function classAnnotation(ingressClassName: string | undefined): Readonly<Record<string, string>> {
  return ingressClassName === undefined ? {} : { "kubernetes.io/ingress.class": ingressClassName };
}

function routeOf({ route, candidate, priority }: TraefikRule): object {
  const isWeighted = route.backends.length > 1;
  return {
    kind: "Rule",
    match: matchRule(candidate),
    priority,
    services: route.backends.map((backend) => serviceOf(backend, isWeighted)),
  };
}

function serviceOf({ service, weight }: WeightedBackend, isWeighted: boolean): object {
  const sticky = stickyCookie(service.sessionAffinity);
  return {
    kind: "Service",
    name: service.name,
    port: service.port,
    ...(service.protocol === "H2C" || service.protocol === "GRPC" ? { scheme: "h2c" } : { scheme: "http" }),
    ...(isWeighted ? { weight } : {}),
    ...(sticky === undefined ? {} : { sticky: { cookie: sticky } }),
  };
}
