import type { ListenerIdentity } from "../engine";

/** What a listener is called in labels. */
export function nameOf({ edge, name }: Pick<ListenerIdentity, "edge" | "name">): string {
  return `${edge}/${name}`;
}
