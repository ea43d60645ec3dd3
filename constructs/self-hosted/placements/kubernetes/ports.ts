import type { Port, Topology } from "../../../../lib/topology";
import { listenersOf } from "../sockets";

/** A port of the proxy, as Services and pods list it. */
export interface ProxyPort {
  /** Unique: at most 15 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly port: Port;
  readonly protocol: "TCP" | "UDP";
}

/** RFC 6335 section 5.1, as Kubernetes has it for names of ports. */
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Taken by the admin endpoint. */
const RESERVED = "admin";

/** The ports of all listeners, each called after its listener where Kubernetes takes that name. */
export function portsOf(topology: Topology): readonly ProxyPort[] {
  const listeners = listenersOf(topology);
  const wanted = new Set(listeners.map(({ name }) => name));
  const names = new Set([RESERVED]);
  return listeners.map(({ name, port, protocol }, index) => {
    const unique = PORT_NAME.test(name) && !names.has(name) ? name : freeName(index, [wanted, names]);
    names.add(unique);
    return { name: unique, port, protocol: protocol === "UDP" ? "UDP" : "TCP" };
  });
}

function freeName(index: number, taken: readonly ReadonlySet<string>[]): string {
  const name = `listener-${index}`;
  return taken.some((names) => names.has(name)) ? freeName(index + 1, taken) : name;
}
