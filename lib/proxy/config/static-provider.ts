import { readTopology, type Topology } from "../../topology";
import type { Emission, Provider } from "./provider";

/** A Topology that is given once. */
export class StaticProvider implements Provider {
  readonly name = "static";
  private emit: (emission: Emission) => void = () => {};

  constructor(private readonly topology: Topology) {}

  start(emit: (emission: Emission) => void): void {
    this.emit = emit;
    this.reload();
  }

  reload(): void {
    this.emit(readTopology(this.topology));
  }

  close(): void {
    this.emit = () => {};
  }
}
