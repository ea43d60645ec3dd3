import type { Edge, Listener, Topology } from "../topology";
import { freePort } from "./free-port";

/** Ports on this machine for listeners: the first gets the one that is asked for, and each keeps what it got. */
export class LocalPorts {
  private readonly known = new Map<string, number>();

  constructor(
    private readonly address: string,
    private readonly first: number,
  ) {}

  /** Ports for all listeners of a Topology. */
  async assign({ edges = [] }: Topology): Promise<ReadonlyMap<Listener, number>> {
    const ports = new Map<Listener, number>();
    for (const edge of edges) {
      for (const listener of edge.listeners) ports.set(listener, await this.of(edge, listener));
    }
    return ports;
  }

  private async of(edge: Edge, listener: Listener): Promise<number> {
    const key = keyOf(edge, listener);
    const port = this.known.get(key) ?? (this.known.size === 0 ? this.first : await freePort(this.address));
    this.known.set(key, port);
    return port;
  }
}

/** A listener of another transport may have the port of one that is not closed yet. */
function keyOf(edge: Edge, { name, protocol }: Listener): string {
  return `${edge.name}/${name} ${protocol === "UDP" ? "UDP" : "TCP"}`;
}
