import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "./run";

export const ROOT = join(__dirname, "..", "..", "..");

/** What a user installs beside Portico. */
const BESIDE = [
  "cdktf",
  "constructs",
  "@cdktf/provider-aws",
  "@cdktf/provider-kubernetes",
  "@cdktf/provider-local",
  "@types/node",
  "typescript",
];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * A project outside of the checkout that has the packed package installed. It sees what the package says that it
 * depends on and what a user installs beside it, and nothing else; those are links to the checkout's copies.
 */
export class PackedProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "portico-packed-")));
  /** Where the package is installed. */
  readonly installed = join(this.folder, "node_modules", "portico");

  constructor() {
    try {
      this.install();
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  /** Runs a command of the checkout's packages. */
  tool(name: string, ...args: readonly string[]): string {
    return run(join(ROOT, "node_modules", ".bin", name), args, this.folder);
  }

  node(...args: readonly string[]): string {
    return run(process.execPath, args, this.folder);
  }

  read(...path: readonly string[]): string {
    return readFileSync(join(this.folder, ...path), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private install(): void {
    const tarball = pack(join(this.folder, "stage"));
    mkdirSync(this.installed, { recursive: true });
    run("tar", ["-xzf", tarball, "-C", this.installed, "--strip-components=1"], this.folder);
    const { dependencies } = JSON.parse(readFileSync(join(this.installed, "package.json"), "utf8")) as Manifest;
    for (const name of [...Object.keys(dependencies), ...BESIDE]) this.link(name);
  }

  private link(name: string): void {
    const place = join(this.folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), place);
  }
}

/** Builds the sources as they are now, apart from the checkout's own build, and packs them as for publishing. */
function pack(stage: string): string {
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: readonly string[] };
  const sources = files.filter((file) => !file.startsWith("dist"));
  for (const file of ["package.json", "README.md", "LICENSE", ...sources]) {
    cpSync(join(ROOT, file), join(stage, file), { recursive: true });
  }
  const options = ["--outDir", join(stage, "dist"), "--tsBuildInfoFile", join(stage, "tsbuildinfo")];
  run(join(ROOT, "node_modules", ".bin", "tsc"), ["-p", "tsconfig.build.json", ...options], ROOT);
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--ignore-scripts", "--json"], stage)) as [
    { readonly filename: string },
  ];
  return join(stage, filename);
}
