import type { Box, Diagram, Group } from "./diagram";
import { type Layout, LINE, layOut, PADDING, type Rectangle } from "./layout";
import { type DrawnLink, drawLinks, placeOf } from "./links";

/** How far above a line's end its label stands, and how far before it. */
const LABEL_LIFT = 5;
const ARROW = 10;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2933 }
  .title { font-weight: 600 }
  .detail, .label { fill: #52606d; font-size: 12px }
  .label { text-anchor: end }
  .group { fill: #f5f7fa; stroke: #cbd2d9 }
  .box { fill: #ffffff; stroke: #7b8794 }
  .link { fill: none; stroke: #486581; stroke-width: 1.5 }
  .mirror { stroke-dasharray: 5 4 }
  .arrow { fill: #486581 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f4f8 }
    .detail, .label { fill: #bcccdc }
    .group { fill: #1f2933; stroke: #52606d }
    .box { fill: #323f4b; stroke: #9aa5b1 }
    .link { stroke: #9fb3c8 }
    .arrow { fill: #9fb3c8 }
  }`;

/** A diagram as a picture that stands by itself: no script, no font and no style from elsewhere. */
export function formatSvg(diagram: Diagram): string {
  const layout = layOut(diagram);
  const { width, height } = layout;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Topology">`,
    `<style>${STYLE}\n</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="arrow" d="M0 0L8 4L0 8z"/></marker></defs>',
    ...diagram.columns.flat().flatMap((group) => groupParts(group, layout)),
    ...drawLinks(diagram, layout).map(linkPart),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function groupParts({ id, title, boxes }: Group, layout: Layout): readonly string[] {
  const place = placeOf(id, layout);
  const frame =
    title === undefined ? [] : [rectangle("group", place), text("title", place.x + PADDING, place.y + LINE, title)];
  return [...frame, ...boxes.map((box) => boxPart(box, placeOf(box.id, layout)))];
}

function boxPart({ title, lines }: Box, place: Rectangle): string {
  const x = place.x + PADDING;
  const y = place.y + PADDING + LINE - 4;
  return [
    rectangle("box", place),
    text("title", x, y, title),
    ...lines.map((line, index) => text("detail", x, y + (index + 1) * LINE, line)),
  ].join("");
}

function linkPart({ link: { label, isMirror }, path, end }: DrawnLink): string {
  const line = `<path class="link${isMirror === true ? " mirror" : ""}" d="${path}" marker-end="url(#arrow)"/>`;
  return label === undefined ? line : `${line}${text("label", end.x - ARROW, end.y - LABEL_LIFT, label)}`;
}

function rectangle(name: string, { x, y, width, height }: Rectangle): string {
  return `<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>`;
}

function text(name: string, x: number, y: number, content: string): string {
  return `<text class="${name}" x="${round(x)}" y="${round(y)}">${escaped(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
