import { refusal } from "../finding";
import { objectName } from "../objects";
import { checkIngressBackends, planRoutes, type RouterFinding, type RouterInput, type RouterLowering } from "../routes";
import type { IngressDialect } from "./dialect";
import { dialectsWith } from "./dialects";

/** A router as the objects of an ingress class, and what they leave out. Pure. */
export function lowerRouter(input: RouterInput, dialect: IngressDialect): RouterLowering {
  const { routes, findings } = planRoutes(input, dialect.support, {
    prefix: "ingress",
    subject: classSubject(input.settings.ingressClassName, dialect),
    alternatives: dialectsWith,
  });
  const lowered = dialect.lower(routes, input);
  const backends = input.router.routes.flatMap((route, index) => checkIngressBackends(route, index, input));
  return {
    objects: lowered.objects,
    findings: [...checkName(input), ...findings, ...backends, ...(lowered.findings ?? [])],
  };
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
