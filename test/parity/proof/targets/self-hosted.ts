import { SelfHosted } from "../../../../constructs/self-hosted";
import type { ProvenTarget } from "../proven-target";

export const selfHosted: ProvenTarget = {
  name: "self-hosted",
  platform: () => new SelfHosted(),
  narrow: (topology) => topology,
  leastCompared: 0.99,
};
