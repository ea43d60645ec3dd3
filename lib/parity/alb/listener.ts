import type { WebListener } from "../listener-choice";
import { DEFAULT_PORTS, type ParityRequest } from "../request";
import type { Rule } from "../rule";
import { blocks, number, type Resource, type TerraformDocument, text } from "../terraform";
import { readAction } from "./action";
import { readConditions } from "./condition";
import { isTagged, TAGS, tag } from "./names";
import { readTransforms } from "./transform";

/** One listener of an Application Load Balancer with its rules, the default rule last. */
export interface AlbListener extends WebListener {
  readonly rules: readonly Rule[];
}

const SCHEMES: Readonly<Record<string, "http" | "https">> = { HTTP: "http", HTTPS: "https" };

/** `undefined` where it is no listener for HTTP, and so of a Network Load Balancer. */
export function readListener(resource: Resource, document: TerraformDocument, edge: string): AlbListener | undefined {
  const scheme = SCHEMES[text(resource.body.protocol) ?? ""];
  if (scheme === undefined) return undefined;
  const rules: Rule[] = [];
  const listener: AlbListener = {
    name: tag(resource, TAGS.listener) ?? resource.name,
    edge: tag(resource, TAGS.edge) ?? edge,
    scheme,
    port: number(resource.body.port) ?? DEFAULT_PORTS[scheme],
    rules,
  };
  rules.push(...readRules(resource, document, listener), readDefaultRule(resource, document, listener));
  return listener;
}

/** Ascending priorities, each once (ELB user guide, "Listener rules"). */
function readRules(resource: Resource, document: TerraformDocument, listener: AlbListener): readonly Rule[] {
  return document
    .ofType("aws_lb_listener_rule", "aws_alb_listener_rule")
    .filter((rule) => document.follow(rule.body.listener_arn) === resource)
    .map((rule) => ({ rule, priority: number(rule.body.priority) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.priority - b.priority)
    .map(({ rule, priority }) => readRule(rule, priority, document, listener));
}

function readRule(resource: Resource, priority: number, document: TerraformDocument, listener: AlbListener): Rule {
  const action = readAction(resource.body.action, document);
  const transforms = readTransforms(resource.body);
  const route = tag(resource, TAGS.route) ?? (isTagged(resource) ? null : resource.name);
  const router = tag(resource, TAGS.router) ?? null;
  return {
    label: `${resource.address}, priority ${priority}`,
    conditions: blocks(resource.body.condition).flatMap(readConditions),
    action: action.description,
    answer: (request) => ({ route, router, ...action.answer(request, listener, transforms) }),
  };
}

function readDefaultRule(resource: Resource, document: TerraformDocument, listener: AlbListener): Rule {
  const action = readAction(resource.body.default_action, document);
  return {
    label: `${resource.address}, default action`,
    conditions: [],
    action: action.description,
    answer: (request: ParityRequest) => ({ route: null, router: null, ...action.answer(request, listener, []) }),
  };
}
