import { join } from "node:path";
import { drawTopology } from "../../lib/graph";
import { portico, withFiles } from "./run-portico";
import { shop } from "./shop-topology";

test.each([
  ["Mermaid, unless asked otherwise", [], "mermaid"],
  ["Mermaid", ["--format", "mermaid"], "mermaid"],
  ["SVG", ["--format", "svg"], "svg"],
] as const)("portico graph writes %s", async (_what, options, format) => {
  await withFiles({ "topology.json": shop }, async (folder) => {
    const run = await portico("graph", join(folder, "topology.json"), ...options);
    expect(run).toEqual({ status: 0, out: drawTopology(shop, format), err: "" });
  });
});

test("a Topology that is not valid is not drawn: every problem, exit 2", async () => {
  await withFiles({ "topology.json": { version: 1, edges: [{}], routers: [{}] } }, async (folder) => {
    const { status, out, err } = await portico("graph", join(folder, "topology.json"));
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(/edges\[0\][\s\S]*routers\[0\]/);
  });
});

test("an unknown format is bad usage", async () => {
  const { status, err } = await portico("graph", "topology.json", "--format", "png");
  expect(status).toBe(2);
  expect(err).toContain("mermaid, svg");
});
