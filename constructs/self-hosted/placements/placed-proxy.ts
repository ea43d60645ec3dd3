import type { Construct } from "constructs";
import type { Topology } from "../../../lib/topology";
import type { ProcessProps } from "./process-props";

/** What a placement knows of the proxy that it brings to run. */
export interface PlacedProxy extends Construct {
  readonly name: string;
  /** Set where it is one of two tiers and not the edge. */
  readonly tier?: "router";
  /** The image that runs it where containers do: name and version. */
  readonly image: string;
  readonly process: ProcessProps;
  /** What it runs; complete only when the stack is synthesized. */
  readonly topology: Topology;
}
