import type { ServiceNames } from "../kubernetes";
import type { Rule } from "../rule";
import type { RuleListener } from "../rule-target";
import type { TerraformDocument } from "../terraform";
import type { Ingress } from "./ingress";

/** All that one ingress controller acts on. */
export interface ControllerInput {
  readonly ingresses: readonly Ingress[];
  readonly services: ServiceNames;
  /** Services that have no endpoint. */
  readonly emptyServices: ReadonlySet<string>;
  readonly document: TerraformDocument;
}

/** What one ingress controller makes of Ingresses, beyond and instead of what Kubernetes says. */
export type IngressDialect = RulesDialect | ListenersDialect;

interface DialectBase {
  /** For people: `Traefik`. */
  readonly name: string;
  /** Names that its class usually has. */
  readonly classNames: readonly string[];
  /** Values of `IngressClass.spec.controller`. */
  readonly controllers: readonly string[];
  /** Kinds of its own that take requests, with or without an Ingress beside them. */
  readonly kinds?: readonly string[];
  /** What Ingresses that are served together have in common; all of the controller's, where it is left out. */
  readonly tableOf?: (ingress: Ingress) => string;
}

/** A controller whose Ingresses say nothing of listeners. */
export interface RulesDialect extends DialectBase {
  /** The rules in the order in which they are tried. */
  rules(input: ControllerInput): readonly Rule[];
  /** The rules as other controllers may read them with as much right, by what tells these controllers apart. */
  readonly otherReadings?: Readonly<Record<string, (input: ControllerInput) => readonly Rule[]>>;
}

/** A controller whose Ingresses say which listeners there are. */
export interface ListenersDialect extends DialectBase {
  /** The listeners, each with its rules in the order in which they are tried. */
  listeners(input: ControllerInput): readonly RuleListener[];
}
