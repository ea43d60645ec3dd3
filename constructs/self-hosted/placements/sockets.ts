import type { Diagnostic, Listener, Member, Topology } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";

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

/** Addresses of the machine in a Topology that is run in a network of its own. */
export function unreachableAddresses(topology: Topology, place: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const refuse = (path: string, message: string, remedy: string) =>
    found.push({ code: "unreachable-address", severity: "error", path, message, remedy });
  for (const [e, { listeners }] of (topology.edges ?? []).entries()) {
    for (const [l, { name, address }] of listeners.entries()) {
      if (address === undefined || isUnknown(address) || EVERY_ADDRESS.includes(address)) continue;
      const message = `listener "${name}" binds ${address}, which ${place} does not have`;
      refuse(`edges[${e}].listeners[${l}].address`, message, "leave the address out");
    }
  }
  for (const [s, { name, members = [] }] of (topology.services ?? []).entries()) {
    for (const [m, member] of members.entries()) {
      if (!isOnThisMachine(member)) continue;
      const message = `${member.address} of service "${name}" is ${place} itself there`;
      refuse(`services[${s}].members[${m}].address`, message, "name an address that can be reached from there");
    }
  }
  return found;
}
