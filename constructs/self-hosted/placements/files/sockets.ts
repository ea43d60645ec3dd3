import type { Listener, Member, Topology } from "../../../../lib/topology";
import { isUnknown } from "../../../unknown-values";

const EVERY_ADDRESS: readonly string[] = ["0.0.0.0", "::"];
const FIRST_UNPRIVILEGED_PORT = 1024;

export function listenersOf({ edges = [] }: Topology): readonly Listener[] {
  return edges.flatMap(({ listeners }) => listeners);
}

/** Whether a listener needs, or may need, the right to bind a port below 1024. */
export function bindsPrivilegedPort(topology: Topology): boolean {
  return listenersOf(topology).some(({ port }) => isUnknown(port) || port < FIRST_UNPRIVILEGED_PORT);
}

/** Whether addresses are of the machine itself, so that a network of its own would hide them. */
export function needsHostNetwork(topology: Topology): boolean {
  return (
    listenersOf(topology).some(({ address }) => address !== undefined && !EVERY_ADDRESS.includes(address)) ||
    (topology.services ?? []).some(({ members = [] }) => members.some(isOnThisMachine))
  );
}

function isOnThisMachine({ address }: Member): boolean {
  return /^(?:127\.|::1$|localhost$)/i.test(address);
}
