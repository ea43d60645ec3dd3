import { join } from "node:path";
import { importSetup, writeStack } from "../../lib/import";
import { portico, withFiles } from "./run-portico";

const KONTENA = "services: { web: { environment: [KONTENA_LB_VIRTUAL_PATH=/a] } }";

test("portico import writes the program to standard output, what is not as it was to standard error, exit 0", async () => {
  await withFiles({ "kontena.yml": KONTENA }, async (folder) => {
    const { status, out, err } = await portico("import", "kontena", join(folder, "kontena.yml"), "--class", "Shop");
    expect(status).toBe(0);
    expect(out).toBe(writeStack(importSetup("kontena", KONTENA), "Shop"));
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^portico: warning: services: requests that no service took/),
      expect.stringMatching(
        /^portico: warning: services\.web\.environment\.KONTENA_LB_VIRTUAL_PATH: "\/a" took \/ax too/,
      ),
    ]);
  });
});

test.each([
  ["a file that is none", { "x.yml": "a: b" }, ["ingress"], /there is no Ingress in the file/],
  [
    "what would not be valid",
    { "x.yml": KONTENA.replace("/a", "/a b") },
    ["kontena"],
    /what .*x\.yml says is not valid/,
  ],
  ["a class that is no name", { "x.yml": KONTENA }, ["kontena", "--class", "a b"], /"a b" is no name of a class/],
  ["a kind that is not known", { "x.yml": KONTENA }, ["traefik"], /kontena, ingress/],
] as const)("%s: exit 2, nothing on standard output", async (_what, files, [source, ...options], message) => {
  await withFiles(files, async (folder) => {
    const { status, out, err } = await portico("import", source, join(folder, "x.yml"), ...options);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(message);
  });
});
