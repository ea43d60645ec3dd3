/** A Topology as what can be drawn: boxes in three columns, some of them in groups, and lines between them. */
export interface Diagram {
  /** Edges with their listeners, routers with their routes, services. */
  readonly columns: readonly (readonly Group[])[];
  readonly links: readonly Link[];
}

/** Boxes that belong together; drawn with a frame where it has a title. */
export interface Group {
  readonly id: string;
  readonly title: string | undefined;
  readonly boxes: readonly Box[];
}

export interface Box {
  readonly id: string;
  readonly title: string;
  /** What is worth knowing of it, a line each. */
  readonly lines: readonly string[];
}

/** From a box to a box or to a whole group. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** Such as a share of the weight. */
  readonly label?: string;
  /** What goes over it is a copy, and its answer is ignored. */
  readonly isMirror?: true;
}
