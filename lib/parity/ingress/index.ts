import { readObjects, ServiceNames } from "../kubernetes";
import { RuleTarget, singleEntrance } from "../rule-target";
import type { Target } from "../target";
import { type TerraformDocument, text } from "../terraform";
import type { IngressDialect } from "./dialect";
import { generic } from "./generic";
import { classOf, type Ingress, readIngress } from "./ingress";

/** The classes that are read by the documentation of their controllers: a further one is a folder and an entry here. */
const DIALECTS: readonly IngressDialect[] = [];

/** The ingress controllers that a document's Ingresses are for, one a class. */
export function readIngressControllers(document: TerraformDocument): readonly Target[] {
  const services = new ServiceNames(document);
  const byClass = new Map<string | undefined, Ingress[]>();
  for (const object of readObjects(document, "Ingress")) {
    const ingress = readIngress(object, document, services);
    const className = classOf(ingress);
    byClass.set(className, [...(byClass.get(className) ?? []), ingress]);
  }
  return [...byClass].map(([className, ingresses]) => {
    const dialect = dialectOf(className, document);
    const name = `Ingress controller of class "${className ?? "default"}" (${dialect.name})`;
    return new RuleTarget("ingress", name, singleEntrance(dialect.rules({ ingresses, services, document })));
  });
}

function dialectOf(className: string | undefined, document: TerraformDocument): IngressDialect {
  const controller = readObjects(document, "IngressClass")
    .filter(({ name }) => name === className)
    .map(({ spec }) => text(spec.controller))[0];
  return (
    DIALECTS.find(({ controllers }) => controller !== undefined && controllers.includes(controller)) ??
    DIALECTS.find(({ classNames }) => className !== undefined && classNames.includes(className)) ??
    generic
  );
}
