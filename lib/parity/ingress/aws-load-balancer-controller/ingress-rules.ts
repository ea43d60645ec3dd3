import { albActions, readConditions, readTransforms } from "../../alb";
import type { Rule } from "../../rule";
import { type Block, block, blocks, text, texts } from "../../terraform";
import type { ControllerInput } from "../dialect";
import type { Ingress, IngressPath } from "../ingress";
import { annotation, jsonAnnotation } from "./annotation";
import { actionBlock, conditionBlock, transformBlock } from "./terraform-shape";

/** A listener rule, and what of it the controller looks at when it leaves rules out. */
export interface IngressRule {
  readonly rule: Rule;
  /** Values alone: regular expressions do not count. */
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** Whether there are conditions on anything else. */
  readonly hasOthers: boolean;
  /** The action's redirect, where it is one. */
  readonly redirect: Block | undefined;
}

/** The rules of an Ingress. They stay in their order; the paths of each are sorted. */
export function ingressRules(ingress: Ingress, input: ControllerInput): readonly IngressRule[] {
  const rank = { Exact: 0, Prefix: 1, ImplementationSpecific: 2 };
  return [...ingress.paths]
    .sort(
      (a, b) =>
        a.rule - b.rule || rank[a.type] - rank[b.type] || (a.type === "Prefix" ? b.value.length - a.value.length : 0),
    )
    .map((path) => toRule(path, ingress, input));
}

function toRule(path: IngressPath, ingress: Ingress, { services }: ControllerInput): IngressRule {
  const { name, port, service } = path.backend;
  const written = port === "use-annotation" ? annotatedAction(ingress, name) : undefined;
  const action =
    written === undefined
      ? albActions.forward([{ service, weight: 1 }])
      : actionBlock(written, (backend) => services.of(ingress.object.namespace, backend));
  const transforms = readTransforms({ transform: jsonAnnotation(ingress, `transforms.${name}`).map(transformBlock) });
  const conditions = conditionsOf(path, jsonAnnotation(ingress, `conditions.${name}`).map(conditionBlock), ingress);
  return {
    rule: {
      label: path.label,
      route: path.route,
      conditions: conditions.flatMap(readConditions),
      action: action.description,
      services: action.services,
      answer: (request) => ({ router: ingress.router, ...action.answer(request, transforms) }),
    },
    hosts: valuesOf(conditions, "host_header"),
    paths: valuesOf(conditions, "path_pattern"),
    hasOthers: conditions.some((one) => one.host_header === undefined && one.path_pattern === undefined),
    redirect: written?.redirectConfig === undefined ? undefined : block(written.redirectConfig),
  };
}

/** A backend whose port is `use-annotation` is the name of an action. */
function annotatedAction(ingress: Ingress, name: string): Block {
  const [action] = jsonAnnotation(ingress, `actions.${name}`);
  if (action !== undefined) return action;
  throw new SyntaxError(`the Ingress "${ingress.object.name}" has no action "${name}"`);
}

/** Hosts and paths of a `conditions` annotation are further values beside those of the rule. */
function conditionsOf(path: IngressPath, annotated: readonly Block[], ingress: Ingress): readonly Block[] {
  const isRegex = annotation(ingress, "use-regex-path-match") === "true" && path.type === "ImplementationSpecific";
  const hosts = {
    values: [...(path.host === undefined ? [] : [path.host]), ...valuesOf(annotated, "host_header")],
    regex_values: expressionsOf(annotated, "host_header"),
  };
  const paths = {
    values: [...(isRegex ? [] : pathPatterns(path)), ...valuesOf(annotated, "path_pattern")],
    regex_values: [...(isRegex ? [path.value.slice(1)] : []), ...expressionsOf(annotated, "path_pattern")],
  };
  const others = annotated.filter((one) => one.host_header === undefined && one.path_pattern === undefined);
  const isAny = ({ values, regex_values }: typeof hosts) => values.length + regex_values.length === 0;
  return [
    ...(isAny(hosts) ? [] : [{ host_header: hosts }]),
    ...(isAny(paths) ? [] : [{ path_pattern: paths }]),
    ...others,
  ];
}

function pathPatterns({ type, value }: IngressPath): readonly string[] {
  if (value === "") return [];
  if (type !== "Prefix") return [value];
  if (value === "/") return ["/*"];
  const prefix = value.replace(/\/$/, "");
  return [prefix, `${prefix}/*`];
}

function valuesOf(conditions: readonly Block[], name: string): readonly string[] {
  return conditions.flatMap((one) => blocks(one[name])).flatMap(({ values }) => texts(values));
}

function expressionsOf(conditions: readonly Block[], name: string): readonly string[] {
  return conditions.flatMap((one) => blocks(one[name])).flatMap(({ regex_values }) => texts(regex_values));
}

/** A part of a redirect; what is not given stays as it was. */
export function redirectPart(redirect: Block, name: string, unchanged: string): string {
  return text(redirect[name]) ?? unchanged;
}
