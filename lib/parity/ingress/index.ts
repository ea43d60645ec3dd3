import { readObjects, ServiceNames } from "../kubernetes";
import { RuleTarget, singleEntrance } from "../rule-target";
import type { Target } from "../target";
import { type TerraformDocument, text } from "../terraform";
import type { IngressDialect } from "./dialect";
import { generic } from "./generic";
import { classOf, type Ingress, readIngress } from "./ingress";
import { traefik } from "./traefik";

/** The classes that are read by the documentation of their controllers: a further one is a folder and an entry here. */
const DIALECTS: readonly IngressDialect[] = [traefik];

/** The ingress controllers that a document's Ingresses are for, one a class. */
export function readIngressControllers(document: TerraformDocument): readonly Target[] {
  const services = new ServiceNames(document);
  const controllers = new Map<string, Controller>();
  const controllerOf = (className: string | undefined, dialect: IngressDialect): Controller => {
    // A controller that Portico knows is one table, whatever its classes are called.
    const key = dialect === generic ? `class ${className}` : dialect.name;
    const known = controllers.get(key);
    if (known !== undefined) return known;
    const made = { className, dialect, ingresses: [] };
    controllers.set(key, made);
    return made;
  };
  for (const object of readObjects(document, "Ingress")) {
    const ingress = readIngress(object, document, services);
    const className = classOf(ingress);
    controllerOf(className, dialectOf(className, document)).ingresses.push(ingress);
  }
  for (const dialect of DIALECTS) {
    if (readObjects(document, ...(dialect.kinds ?? [])).length > 0) controllerOf(undefined, dialect);
  }
  return [...controllers.values()].map(({ className, dialect, ingresses }) => {
    const input = { ingresses, services, document };
    const name = controllerName(className, dialect);
    const otherReadings = (dialect.otherReadings ?? []).map(
      (rules) => new RuleTarget("ingress", name, singleEntrance(rules(input))),
    );
    return new RuleTarget("ingress", name, singleEntrance(dialect.rules(input)), otherReadings);
  });
}

interface Controller {
  readonly className: string | undefined;
  readonly dialect: IngressDialect;
  readonly ingresses: Ingress[];
}

function controllerName(className: string | undefined, dialect: IngressDialect): string {
  if (dialect !== generic) return dialect.name;
  return className === undefined
    ? "Ingress controller of the default class"
    : `Ingress controller of class "${className}"`;
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
