import { listenerEntrances, type RuleListener, RuleTarget } from "../rule-target";
import type { Target } from "../target";
import { type Resource, type TerraformDocument, text } from "../terraform";
import { readListener } from "./listener";
import { TAGS, tag } from "./names";

export { type AlbAction, albActions } from "./action";
export { readConditions } from "./condition";
export { readTransforms, type Transform } from "./transform";

/** The Application Load Balancers of a document, each with its listeners for HTTP and HTTPS. */
export function readAlbs(document: TerraformDocument): readonly Target[] {
  const empty = emptyTargetGroups(document);
  const byBalancer = new Map<string, { readonly name: string; readonly listeners: RuleListener[] }>();
  for (const resource of document.ofType("aws_lb_listener", "aws_alb_listener")) {
    const balancer = balancerOf(resource, document);
    const listener = readListener(resource, document, balancer.name);
    if (listener === undefined) continue;
    const known = byBalancer.get(balancer.key);
    if (known === undefined) byBalancer.set(balancer.key, { name: listener.edge, listeners: [listener] });
    else known.listeners.push(listener);
  }
  return [...byBalancer.values()].map(
    ({ name, listeners }) =>
      new RuleTarget("alb", `Application Load Balancer "${name}"`, listenerEntrances(listeners), {
        services: targetGroups(document).map((group) => tag(group, TAGS.service) ?? group.name),
        emptyServices: empty,
      }),
  );
}

/** What registers targets: one by one, those of an Auto Scaling group, tasks of ECS, pods that a controller is told of. */
const REGISTRARS = [
  "aws_lb_target_group_attachment",
  "aws_alb_target_group_attachment",
  "aws_autoscaling_attachment",
  "aws_ecs_service",
  "kubernetes_manifest",
];

/**
 * The services whose target groups have no target (ELB user guide, "HTTP 503: Service unavailable"). Who registers the
 * targets of somebody else's target group is not known.
 */
function emptyTargetGroups(document: TerraformDocument): ReadonlySet<string> {
  const filled = new Set(document.ofType(...REGISTRARS).flatMap(({ body }) => [...leadsTo(body, document)]));
  return new Set(
    targetGroups(document)
      .filter((group) => !filled.has(group))
      .flatMap((group) => tag(group, TAGS.service) ?? []),
  );
}

function targetGroups(document: TerraformDocument): readonly Resource[] {
  return document.ofType("aws_lb_target_group", "aws_alb_target_group");
}

/** The resources that a body refers to, wherever in it. */
function* leadsTo(value: unknown, document: TerraformDocument): Iterable<Resource> {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) yield* leadsTo(part, document);
    return;
  }
  const resource = document.follow(value);
  if (resource !== undefined) yield resource;
}

/** A load balancer outside the document is known by the reference to it alone. */
function balancerOf(listener: Resource, document: TerraformDocument): { readonly key: string; readonly name: string } {
  const reference = listener.body.load_balancer_arn;
  const balancer = document.follow(reference);
  if (balancer !== undefined) return { key: balancer.address, name: balancer.name };
  const outside = text(reference) ?? "";
  return { key: outside, name: outside.replace(/^\$\{(.*)\}$/, "$1") };
}
