import { type AlbAction, albActions, readConditions, readTransforms } from "../../alb";
import type { Condition, Rule } from "../../rule";
import { type Block, blocks } from "../../terraform";
import type { ControllerInput, IngressDialect } from "../dialect";
import { defaultBackendOf, fallbackRule } from "../host-groups";
import { classOf, type Ingress, type IngressPath } from "../ingress";
import { actionBlock, conditionBlock, transformBlock } from "./terraform-shape";

const PREFIX = "alb.ingress.kubernetes.io/";

/**
 * The AWS Load Balancer Controller: the paths of each Ingress become listener rules in the order of the Ingress, within
 * a host exact paths first, then prefixes by falling length, then the others (pkg/ingress/model_build_listener_rules.go;
 * guide, "Ingress annotations"). What the rules do, the load balancer says.
 */
export const awsLoadBalancerController: IngressDialect = {
  name: "AWS Load Balancer Controller",
  classNames: ["alb"],
  controllers: ["ingress.k8s.aws/alb"],
  /** Ingresses of a group share a load balancer; one without has its own ("IngressGroup"). */
  tableOf: (ingress) =>
    annotation(ingress, "group.name") ?? `${classOf(ingress)}/${ingress.object.namespace}/${ingress.object.name}`,
  rules(input) {
    const ingresses = [...input.ingresses].sort(compareIngresses);
    return [
      ...ingresses.flatMap((ingress) => ingressRules(ingress, input)),
      fallbackRule(defaultBackendOf({ ...input, ingresses }), undefined, []),
    ];
  },
};

/** By `group.order`, then by namespace and name ("group.order"). */
function compareIngresses(a: Ingress, b: Ingress): number {
  const order = (ingress: Ingress) => Number(annotation(ingress, "group.order") ?? 0);
  const name = ({ object }: Ingress) => `${object.namespace}/${object.name}`;
  return order(a) - order(b) || (name(a) < name(b) ? -1 : 1);
}

function ingressRules(ingress: Ingress, input: ControllerInput): readonly Rule[] {
  const redirect = annotation(ingress, "ssl-redirect");
  const toHttps = redirect === undefined ? [] : [sslRedirect(redirect, ingress)];
  return [...toHttps, ...inOrder(ingress.paths).map((path) => toRule(path, ingress, input))];
}

/** The rules of an Ingress stay in their order; the paths of each are sorted. */
function inOrder(paths: readonly IngressPath[]): readonly IngressPath[] {
  const rank = { Exact: 0, Prefix: 1, ImplementationSpecific: 2 };
  return [...paths].sort(
    (a, b) =>
      a.rule - b.rule || rank[a.type] - rank[b.type] || (a.type === "Prefix" ? b.value.length - a.value.length : 0),
  );
}

function toRule(path: IngressPath, ingress: Ingress, input: ControllerInput): Rule {
  const { name } = path.backend;
  const transforms = readTransforms({ transform: jsonAnnotation(ingress, `transforms.${name}`).map(transformBlock) });
  const action = actionOf(path, ingress, input);
  return {
    label: path.label,
    route: path.route,
    conditions: conditionsOf(path, jsonAnnotation(ingress, `conditions.${name}`), ingress),
    action: action.description,
    answer: (request) => ({ router: ingress.router, ...action.answer(request, transforms) }),
  };
}

/** Hosts and paths of a `conditions` annotation are further values beside those of the rule. */
function conditionsOf(path: IngressPath, annotated: readonly Block[], ingress: Ingress): readonly Condition[] {
  const shaped = annotated.map(conditionBlock);
  const values = (name: string) =>
    shaped.flatMap((one) => blocks(one[name])).flatMap(({ values: list }) => list as string[]);
  const regexes = (name: string) =>
    shaped.flatMap((one) => blocks(one[name])).flatMap(({ regex_values: list }) => (list ?? []) as string[]);
  const hosts = {
    values: [...(path.host === undefined ? [] : [path.host]), ...values("host_header")],
    regex_values: regexes("host_header"),
  };
  const isRegex = annotation(ingress, "use-regex-path-match") === "true" && path.type === "ImplementationSpecific";
  const paths = {
    values: [...(isRegex ? [] : pathPatterns(path)), ...values("path_pattern")],
    regex_values: [...(isRegex ? [path.value.slice(1)] : []), ...regexes("path_pattern")],
  };
  const others = shaped.filter((one) => one.host_header === undefined && one.path_pattern === undefined);
  const hasValues = (list: { values: unknown[]; regex_values: unknown[] }) =>
    list.values.length + list.regex_values.length > 0;
  return [
    ...(hasValues(hosts) ? [{ host_header: hosts }] : []),
    ...(hasValues(paths) ? [{ path_pattern: paths }] : []),
    ...others,
  ].flatMap(readConditions);
}

/** An empty path, which `ImplementationSpecific` may have, is no condition. */
function pathPatterns({ type, value }: IngressPath): readonly string[] {
  if (value === "") return [];
  if (type !== "Prefix") return [value];
  if (value === "/") return ["/*"];
  const prefix = value.replace(/\/$/, "");
  return [prefix, `${prefix}/*`];
}

/** A backend whose port is `use-annotation` is the name of an action. */
function actionOf({ backend }: IngressPath, ingress: Ingress, { services }: ControllerInput): AlbAction {
  if (backend.port !== "use-annotation") return albActions.forward([{ service: backend.service, weight: 1 }]);
  const [action] = jsonAnnotation(ingress, `actions.${backend.name}`);
  if (action === undefined)
    throw new SyntaxError(`the Ingress "${ingress.object.name}" has no action "${backend.name}"`);
  return actionBlock(action, (name) => services.of(ingress.object.namespace, name));
}

/** Every request by HTTP is sent to the port of HTTPS, with 301 ("ssl-redirect"). */
function sslRedirect(port: string, ingress: Ingress): Rule {
  const action = albActions.redirect({ protocol: "HTTPS", port, status_code: "HTTP_301" });
  return {
    label: `${ingress.object.resource.address}, ssl-redirect`,
    route: null,
    conditions: [
      {
        description: "HTTP",
        holds: ({ arrival }) => arrival.scheme === "http",
        found: ({ arrival }) => arrival.scheme,
      },
    ],
    action: action.description,
    answer: (request) => ({ router: ingress.router, ...action.answer(request, []) }),
  };
}

function annotation({ annotations }: Ingress, name: string): string | undefined {
  return annotations[`${PREFIX}${name}`];
}

/** What an annotation's JSON holds: a list, or one entry. */
function jsonAnnotation(ingress: Ingress, name: string): readonly Block[] {
  const written = annotation(ingress, name);
  return written === undefined ? [] : blocks(JSON.parse(written));
}
