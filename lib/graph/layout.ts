import type { Box, Diagram, Group } from "./diagram";
import { laneRoom } from "./links";

/** A place in pixels, from the upper left. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Rectangle[];
  /** Of every box and every group, by its id. */
  readonly places: ReadonlyMap<string, Rectangle>;
}

/** Pixels of one character of the text sizes that are used, wide enough for any common sans-serif font. */
const CHARACTER = 7;
export const LINE = 17;
export const PADDING = 10;
const GAP = 12;
const GROUP_GAP = 24;
const GROUP_TITLE = 24;
/** Between columns, for the lines and their labels. */
const COLUMN_GAP = 130;
const MARGIN = 20;

/** Columns side by side, each in the middle of the height; groups and boxes below each other in the order given. */
export function layOut(diagram: Diagram): Layout {
  const { columns } = diagram;
  const sizes = columns.map((groups) => ({ groups, width: columnWidth(groups), height: columnHeight(groups) }));
  const tallest = Math.max(0, ...sizes.map(({ height }) => height));
  const places = new Map<string, Rectangle>();
  const placed: Rectangle[] = [];
  let x = MARGIN;
  for (const { groups, width, height } of sizes) {
    const column = { x, y: MARGIN + (tallest - height) / 2, width, height };
    placeColumn(groups, column, places);
    placed.push(column);
    x += width + COLUMN_GAP;
  }
  const width = sizes.length === 0 ? 2 * MARGIN : x - COLUMN_GAP + MARGIN;
  const height = tallest + 2 * MARGIN + laneRoom(diagram, places, placed);
  return { width, height, columns: placed, places };
}

function placeColumn(groups: readonly Group[], { x, y, width }: Rectangle, places: Map<string, Rectangle>): void {
  let top = y;
  for (const group of groups) {
    const height = groupHeight(group);
    places.set(group.id, { x, y: top, width, height });
    const inset = group.title === undefined ? 0 : PADDING;
    let boxTop = top + (group.title === undefined ? 0 : GROUP_TITLE);
    for (const box of group.boxes) {
      places.set(box.id, { x: x + inset, y: boxTop, width: width - 2 * inset, height: boxHeight(box) });
      boxTop += boxHeight(box) + GAP;
    }
    top += height + GROUP_GAP;
  }
}

function columnWidth(groups: readonly Group[]): number {
  return Math.max(
    ...groups.map(({ title, boxes }) => {
      const widest = Math.max(0, ...boxes.flatMap((box) => [box.title, ...box.lines]).map((text) => text.length));
      const inner = widest * CHARACTER + 2 * PADDING + (title === undefined ? 0 : 2 * PADDING);
      return Math.max(inner, (title?.length ?? 0) * CHARACTER + 2 * PADDING);
    }),
  );
}

function columnHeight(groups: readonly Group[]): number {
  return groups.reduce((sum, group) => sum + groupHeight(group), 0) + GROUP_GAP * Math.max(0, groups.length - 1);
}

function groupHeight({ title, boxes }: Group): number {
  const inner = boxes.reduce((sum, box) => sum + boxHeight(box), 0) + GAP * Math.max(0, boxes.length - 1);
  return title === undefined ? inner : GROUP_TITLE + inner + PADDING;
}

function boxHeight({ lines }: Box): number {
  return (lines.length + 1) * LINE + 2 * PADDING;
}
