import type { ListenerIdentity } from "./engine";

/** What is told of a listener, apart from what it serves. */
export function identityOf({ edge, name, protocol }: ListenerIdentity): ListenerIdentity {
  return { edge, name, protocol };
}
