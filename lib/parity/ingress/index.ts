import { emptyServices, readObjects, ServiceNames } from "../kubernetes";
import { type Entrances, listenerEntrances, RuleTarget, singleEntrance } from "../rule-target";
import type { Target } from "../target";
import { type TerraformDocument, text } from "../terraform";
import { awsLoadBalancerController } from "./aws-load-balancer-controller";
import type { ControllerInput, IngressDialect } from "./dialect";
import { generic } from "./generic";
import { haproxy } from "./haproxy";
import { classOf, type Ingress, readIngress } from "./ingress";
import { nginx } from "./nginx";
import { traefik } from "./traefik";

/** The classes that are read by the documentation of their controllers: a further one is a folder and an entry here. */
const DIALECTS: readonly IngressDialect[] = [traefik, haproxy, awsLoadBalancerController, nginx];

/** The ingress controllers that a document's Ingresses are for, one a class. */
export function readIngressControllers(document: TerraformDocument): readonly Target[] {
  const services = new ServiceNames(document);
  const empty = emptyServices(document);
  const controllers = new Map<string, Controller>();
  const controllerOf = (className: string | undefined, dialect: IngressDialect, ingress?: Ingress): Controller => {
    // A controller that Portico knows is one table, whatever its classes are called.
    const table = ingress === undefined ? "" : (dialect.tableOf?.(ingress) ?? "");
    const key = dialect === generic ? `class ${className}` : `${dialect.name} ${table}`;
    const known = controllers.get(key);
    if (known !== undefined) return known;
    const made = { className, dialect, table, ingresses: [] };
    controllers.set(key, made);
    return made;
  };
  for (const object of readObjects(document, "Ingress")) {
    const ingress = readIngress(object, document, services);
    const className = classOf(ingress);
    controllerOf(className, dialectOf(className, document), ingress).ingresses.push(ingress);
  }
  for (const dialect of DIALECTS) {
    if (readObjects(document, ...(dialect.kinds ?? [])).length > 0) controllerOf(undefined, dialect);
  }
  return [...controllers.values()].map(({ className, dialect, table, ingresses }) => {
    const input = { ingresses, services, emptyServices: empty, document };
    const name = controllerName(className, dialect, table);
    return new RuleTarget("ingress", name, entrancesOf(dialect, input), {
      services: services.all,
      emptyServices: empty,
      otherReadings: otherReadings(dialect, name, input),
    });
  });
}

function entrancesOf(dialect: IngressDialect, input: ControllerInput): Entrances {
  return "listeners" in dialect ? listenerEntrances(dialect.listeners(input)) : singleEntrance(dialect.rules(input));
}

function otherReadings(dialect: IngressDialect, name: string, input: ControllerInput): readonly Target[] {
  const readings = "rules" in dialect ? Object.entries(dialect.otherReadings ?? {}) : [];
  return readings.map(
    ([which, rules]) =>
      new RuleTarget("ingress", `${name} ${which}`, singleEntrance(rules(input)), {
        emptyServices: input.emptyServices,
      }),
  );
}

interface Controller {
  readonly className: string | undefined;
  readonly dialect: IngressDialect;
  readonly table: string;
  readonly ingresses: Ingress[];
}

function controllerName(className: string | undefined, dialect: IngressDialect, table: string): string {
  if (dialect !== generic) return table === "" ? dialect.name : `${dialect.name}, ${table}`;
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
