import { DEFAULT_PORTS } from "../request";
import type { Rule } from "../rule";
import type { RuleListener } from "../rule-target";
import { blocks, number, type Resource, type TerraformDocument, text } from "../terraform";
import { readAction } from "./action";
import { readConditions } from "./condition";
import { isTagged, TAGS, tag } from "./names";
import { readTransforms } from "./transform";

const SCHEMES: Readonly<Record<string, "http" | "https">> = { HTTP: "http", HTTPS: "https" };

/**
 * A listener of an Application Load Balancer with its rules, the default rule last; `undefined` where it is no listener for HTTP, and so of a
 * Network Load Balancer.
 */
export function readListener(resource: Resource, document: TerraformDocument, edge: string): RuleListener | undefined {
  const scheme = SCHEMES[text(resource.body.protocol) ?? ""];
  if (scheme === undefined) return undefined;
  return {
    name: tag(resource, TAGS.listener) ?? resource.name,
    edge: tag(resource, TAGS.edge) ?? edge,
    scheme,
    port: number(resource.body.port) ?? DEFAULT_PORTS[scheme],
    rules: [...readRules(resource, document), readDefaultRule(resource, document)],
  };
}

/** Ascending priorities, each once (ELB user guide, "Listener rules"). */
function readRules(resource: Resource, document: TerraformDocument): readonly Rule[] {
  return document
    .ofType("aws_lb_listener_rule", "aws_alb_listener_rule")
    .filter((rule) => document.follow(rule.body.listener_arn) === resource)
    .map((rule) => ({ rule, priority: number(rule.body.priority) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.priority - b.priority)
    .map(({ rule, priority }) => readRule(rule, priority, document));
}

function readRule(resource: Resource, priority: number, document: TerraformDocument): Rule {
  const action = readAction(resource.body.action, document);
  const transforms = readTransforms(resource.body);
  const route = tag(resource, TAGS.route) ?? (isTagged(resource) ? null : resource.name);
  const router = tag(resource, TAGS.router) ?? null;
  return {
    label: `${resource.address}, priority ${priority}`,
    conditions: blocks(resource.body.condition).flatMap(readConditions),
    action: action.description,
    services: action.services,
    route,
    answer: (request) => ({ router, ...action.answer(request, transforms) }),
  };
}

function readDefaultRule(resource: Resource, document: TerraformDocument): Rule {
  const action = readAction(resource.body.default_action, document);
  const router = tag(resource, TAGS.router) ?? null;
  return {
    label: `${resource.address}, default action`,
    conditions: [],
    action: action.description,
    services: action.services,
    route: tag(resource, TAGS.route) ?? null,
    answer: (request) => ({ router, ...action.answer(request, []) }),
  };
}
