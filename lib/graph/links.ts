import type { Diagram, Link } from "./diagram";
import type { Layout, Rectangle } from "./layout";

/** A link's way over the picture. */
export interface DrawnLink {
  readonly link: Link;
  /** The `d` of an SVG path. */
  readonly path: string;
  /** Where the line arrives. */
  readonly end: { readonly x: number; readonly y: number };
}

/** Between two lines that pass below a column. */
const LANE = 10;

/** Lines leave and reach a box each at a height of its own; those that skip a column pass below it. */
export function drawLinks({ links }: Diagram, layout: Layout): readonly DrawnLink[] {
  const exits = new Ports(
    links.map(({ from }) => from),
    layout,
  );
  const entries = new Ports(
    links.map(({ to }) => to),
    layout,
  );
  let lanes = 0;
  return links.map((link) => {
    const source = placeOf(link.from, layout);
    const start = { x: source.x + source.width, y: exits.next(link.from) };
    const end = { x: placeOf(link.to, layout).x, y: entries.next(link.to) };
    const between = columnsBetween(start.x, end.x, layout.columns);
    const lane = between.length === 0 ? undefined : bottom(between) + LANE * (1 + lanes++);
    return { link, end, path: lane === undefined ? curve(start, end) : detour(start, end, between, lane) };
  });
}

/** How many lines will pass below a column; the picture needs room for them. */
export function laneRoom(
  { links }: Diagram,
  places: ReadonlyMap<string, Rectangle>,
  columns: readonly Rectangle[],
): number {
  const skipping = links.filter(({ from, to }) => {
    const [source, target] = [places.get(from), places.get(to)];
    if (source === undefined || target === undefined) return false;
    return columnsBetween(source.x + source.width, target.x, columns).length > 0;
  });
  return skipping.length * LANE;
}

/** The columns that lie wholly between two places. */
function columnsBetween(from: number, to: number, columns: readonly Rectangle[]): readonly Rectangle[] {
  return columns.filter(({ x, width }) => x > from && x + width < to);
}

export function placeOf(id: string, { places }: Layout): Rectangle {
  const place = places.get(id);
  if (place === undefined) throw new RangeError(`nothing is drawn as "${id}"`);
  return place;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function curve(from: Point, to: Point): string {
  return `M${at(from)}${bend(from, to)}`;
}

function detour(from: Point, to: Point, between: readonly Rectangle[], lane: number): string {
  const left = { x: Math.min(...between.map(({ x }) => x)), y: lane };
  const right = { x: Math.max(...between.map(({ x, width }) => x + width)), y: lane };
  return `M${at(from)}${bend(from, left)}L${at(right)}${bend(right, to)}`;
}

function bend(from: Point, to: Point): string {
  const half = (to.x - from.x) / 2;
  return `C${at({ x: from.x + half, y: from.y })} ${at({ x: to.x - half, y: to.y })} ${at(to)}`;
}

function at({ x, y }: Point): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}

function bottom(columns: readonly Rectangle[]): number {
  return Math.max(...columns.map(({ y, height }) => y + height));
}

/** The heights at which lines meet the side of a box, evenly over it. */
class Ports {
  private readonly counts = new Map<string, number>();
  private readonly used = new Map<string, number>();

  constructor(
    ids: readonly string[],
    private readonly layout: Layout,
  ) {
    for (const id of ids) this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
  }

  next(id: string): number {
    const { y, height } = placeOf(id, this.layout);
    const used = (this.used.get(id) ?? 0) + 1;
    this.used.set(id, used);
    return y + (height * used) / ((this.counts.get(id) ?? 0) + 1);
  }
}
