import { SelfHosted } from "../../../constructs/self-hosted";
import { prove } from "./prove";

jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

prove({
  name: "self-hosted",
  platform: () => new SelfHosted(),
  narrow: (topology) => topology,
  leastCompared: 0.99,
});
