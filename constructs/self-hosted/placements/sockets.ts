import type { Diagnostic, Listener, Topology } from "../../../lib/topology";
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
    instancesOf(topology).some(({ address }) => isOnThisMachine(address))
  );
}

/** A place of instances in a Topology. */
interface InstancePlace {
  readonly service: string;
  readonly address: string;
  readonly path: string;
}

/** Where the proxy looks for instances: addresses, and host names that are looked up. */
function instancesOf({ services = [] }: Topology): readonly InstancePlace[] {
  return services.flatMap(({ name: service, members = [], discovery }, index) => {
    const at = `services[${index}]`;
    return [
      ...members.map(({ address }, member) => ({ service, address, path: `${at}.members[${member}].address` })),
      ...(discovery?.type === "dns"
        ? [{ service, address: discovery.hostname, path: `${at}.discovery.hostname` }]
        : []),
    ];
  });
}

function isOnThisMachine(address: string): boolean {
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
  for (const { service, address, path } of instancesOf(topology)) {
    if (!isOnThisMachine(address)) continue;
    const message = `${address} of service "${service}" is ${place} itself there`;
    refuse(path, message, "name an address that can be reached from there");
  }
  return found;
}
