import { SelfHosted } from "../../../../constructs/self-hosted";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";

export const selfHosted: ProvenTarget = {
  name: "self-hosted",
  platform: () => new SelfHosted({ certificates: { [CERTIFICATE]: { certFile: "shop.crt", keyFile: "shop.key" } } }),
  narrow: (topology) => topology,
  hasOtherPorts: true,
  leastCompared: 0.99,
};
