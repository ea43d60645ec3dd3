import { refusal } from "../finding";
import { objectName } from "../objects";
import { planRoutes, type RouterFinding, type RouterInput, type RouterLowering } from "../routes";
import type { IngressDialect } from "./dialect";
import { dialectsWith } from "./dialects";

/** A router as the objects of an ingress class, and what they leave out. Pure. */
export function lowerRouter(input: RouterInput, dialect: IngressDialect): RouterLowering {
  const { objects, findings } = dialect.lower(input, () =>
    planRoutes(input, dialect.support, {
      prefix: "ingress",
      subject: classSubject(input.settings.ingressClassName, dialect),
      // A class that has a feature in another form is no way out of what it refuses.
      alternatives: (feature) => dialectsWith(feature).filter((name) => name !== dialect.name),
    }),
  );
  return { objects, findings: [...checkName(input), ...checkNamespaces(input), ...findings] };
}

/** How messages speak of the class. */
export function classSubject(className: string | undefined, dialect: IngressDialect): string {
  const name = className === undefined ? "the cluster's default ingress class" : `ingress class "${className}"`;
  return dialect.name === className ? name : `${name}, taken as ${dialect.name},`;
}

function checkName({ router }: RouterInput): RouterFinding[] {
  const { name, fault } = objectName(router.name);
  if (fault === undefined) return [];
  return [refusal("kubernetes-name", "name", `"${router.name}" ${fault}`, `name the router "${name}"`)];
}

/** The Gateway API leads across namespaces, an Ingress does not. */
function checkNamespaces({ router, services, settings }: RouterInput): RouterFinding[] {
  return router.routes.flatMap(({ backends = [] }, route) =>
    backends.flatMap(({ service }, index): RouterFinding[] => {
      const backend = services.get(service);
      if (backend === undefined || backend.namespace === settings.namespace) return [];
      return [
        {
          ...refusal(
            "ingress-namespace",
            `backends[${index}].service`,
            `service "${service}" is in namespace "${backend.namespace}", and an Ingress leads to services of its own alone`,
            "put the router in the same namespace, or use the Gateway API",
          ),
          route,
        },
      ];
    }),
  );
}
