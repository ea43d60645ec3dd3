import type { GatewaySection, RouterInput } from "../routes";

/** Where a router's routes are attached: at the listeners that lead to it, and at a Gateway that was there before. */
export function parentsOf({ listeners, settings }: RouterInput): readonly GatewaySection[] {
  const sections = [...listeners.flatMap(({ sections: some = [] }) => some), ...(settings.parents ?? [])];
  return [...new Map(sections.map((section) => [JSON.stringify(parentRef(section)), section])).values()];
}

/** A Gateway, or one of its listeners, as routes refer to it. */
export function parentRef({ gateway, namespace, name }: GatewaySection): object {
  return { name: gateway, namespace, ...(name === undefined ? {} : { sectionName: name }) };
}
