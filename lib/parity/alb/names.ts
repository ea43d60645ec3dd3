import { type Resource, type TerraformDocument, text, textMap } from "../terraform";

/** Tags by which resources say which part of a Topology they came from. */
export const TAGS = {
  edge: "portico:edge",
  listener: "portico:listener",
  router: "portico:router",
  route: "portico:route",
  service: "portico:service",
} as const;

export function tag(resource: Resource | undefined, name: string): string | undefined {
  return resource === undefined ? undefined : textMap(resource.body.tags)[name];
}

/** Whether the resource came from a Topology, so that a tag that it lacks stands for nothing. */
export function isTagged(resource: Resource): boolean {
  return Object.values(TAGS).some((name) => tag(resource, name) !== undefined);
}

/** The service behind a target group: its tag, else the resource's name, else what the ARN or the reference names. */
export function serviceName(arn: unknown, document: TerraformDocument): string {
  const group = document.follow(arn);
  if (group !== undefined) return tag(group, TAGS.service) ?? group.name;
  const outside = text(arn) ?? "";
  return /:targetgroup\/([^/]+)\//.exec(outside)?.[1] ?? outside.replace(/^\$\{(.*)\}$/, "$1");
}
