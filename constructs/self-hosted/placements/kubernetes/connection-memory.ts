import type { Listener, Topology } from "../../../../lib/topology";
import { Fn, Op } from "../../../cdktf";
import { isUnknown } from "../../../unknown-values";
import { listenersOf } from "../sockets";

/** What a connection of a client takes at rest, in KiB. */
const PLAIN = 5;
const OVER_TLS = 30;

/** KiB of memory that a connection at rest takes: as over TLS where one listener ends it, since all may come there. */
export function connectionMemory(topology: Topology): number {
  return listenersOf(topology).some(endsTls) ? OVER_TLS : PLAIN;
}

function endsTls(listener: Listener): boolean {
  return listener.protocol === "HTTPS" || (listener.protocol === "TLS" && listener.tls?.mode !== "Passthrough");
}

/** MiB of memory that so many connections take; Terraform calculates what it alone knows. */
export function connectionsMemory(connections: number, kibibytes: number): number {
  if (isUnknown(connections)) return Fn.ceil(Op.div(Op.mul(connections, kibibytes), 1024));
  return Math.ceil((connections * kibibytes) / 1024);
}
