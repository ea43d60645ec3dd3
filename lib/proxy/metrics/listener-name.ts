import type { ListenerPlan } from "../engine";

/** What a listener is called in labels. */
export function nameOf({ edge, name }: Pick<ListenerPlan, "edge" | "name">): string {
  return `${edge}/${name}`;
}
