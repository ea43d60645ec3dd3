import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { PlacedProxy, Placement } from "../../../../constructs/self-hosted/placements";
import type { Topology } from "../../../../lib/topology";
import { newStack } from "../../support/synthesis";

class ProxyOfTopology extends Construct implements PlacedProxy {
  readonly name = "portico";
  readonly image = "portico:1.2.3";
  readonly process = {};

  constructor(
    scope: Construct,
    readonly topology: Topology,
  ) {
    super(scope, "proxy");
  }
}

/** A stack with nothing but a proxy that runs a Topology. */
export function placed(topology: Topology, placement: Placement): TerraformStack {
  const stack = newStack("shop");
  placement.place(new ProxyOfTopology(stack, topology));
  return stack;
}
