import type { ListenerIdentity } from "./engine";

/** What a listener is called in the log, in labels and in errors. */
export function listenerName({ edge, name }: Pick<ListenerIdentity, "edge" | "name">): string {
  return `${edge}/${name}`;
}

/** What is told of a listener, apart from what it serves. */
export function identityOf({ edge, name, protocol }: ListenerIdentity): ListenerIdentity {
  return { edge, name, protocol };
}
