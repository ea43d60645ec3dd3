import type { Topology } from "../topology";
import { diagramOf } from "./diagram-of";
import { formatMermaid } from "./mermaid";
import { formatSvg } from "./svg";

/** How a Topology can be drawn. A new way is a file of its own and a line here. */
const FORMATS = { mermaid: formatMermaid, svg: formatSvg } as const;

export type GraphFormat = keyof typeof FORMATS;

export const GRAPH_FORMATS = Object.keys(FORMATS) as readonly GraphFormat[];

/** Draws a valid Topology: edges, routers and services in three columns, and what leads to what. */
export function drawTopology(topology: Topology, format: GraphFormat): string {
  return FORMATS[format](diagramOf(topology));
}
