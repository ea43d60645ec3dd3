import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What keeps images from being built on this machine; nothing where they can be. */
export function whyNoBuilder(): string | undefined {
  if (process.platform !== "linux") return "images are built on Linux alone";
  const missing = ["podman", "runc"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
  if (missing.length === 0) return undefined;
  return `there is no ${missing.join(" and no ")} here: scripts/install-image-builder.sh installs what is needed`;
}

export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Limits that a container gets even where the machine's own cannot be raised. */
const LIMITS = ["--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"];

/** Podman with a store of its own, so that it leaves nothing on the machine. */
export class Podman {
  private readonly folder = mkdtempSync(join(tmpdir(), "portico-podman-"));
  private readonly options = [
    ...[
      "--root",
      join(this.folder, "store"),
      "--runroot",
      join(this.folder, "run"),
      "--tmpdir",
      join(this.folder, "tmp"),
    ],
    ...["--cgroup-manager", "cgroupfs", "--runtime", "runc", "--events-backend", "none"],
  ];

  /** Runs a command whose failure is an error; resolves with its output. */
  async run(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.try(...args);
    if (status !== 0) throw new Error(`podman ${args.join(" ")} ends with ${status}:\n${stderr}`);
    return stdout.trim();
  }

  /** Runs a command that may fail. */
  async try(...args: readonly string[]): Promise<Output> {
    try {
      const { stdout, stderr } = await promisify(execFile)("podman", [...this.options, ...args], OUTPUT);
      return { status: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
      if (typeof code !== "number") throw error;
      return { status: code, stdout, stderr };
    }
  }

  build(context: string, tag: string, args: Readonly<Record<string, string>>): Promise<string> {
    const given = Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
    // A health check is no part of OCI's own format.
    return this.run("build", "--format", "docker", "--network", "host", ...LIMITS, ...given, "--tag", tag, context);
  }

  /** Starts a container; resolves with its id. */
  start(image: string, options: readonly string[], command: readonly string[] = []): Promise<string> {
    return this.run("run", "--detach", ...networkOf(options), ...LIMITS, ...options, image, ...command);
  }

  /** Runs a container to its end. */
  once(image: string, options: readonly string[], command: readonly string[] = []): Promise<Output> {
    return this.try("run", "--rm", "--no-healthcheck", ...networkOf(options), ...LIMITS, ...options, image, ...command);
  }

  /** Removes all that there is. */
  close(): void {
    execFileSync("podman", [...this.options, "rm", "--all", "--force", "--time", "0"], { stdio: "ignore" });
    execFileSync("podman", [...this.options, "rmi", "--all", "--force"], { stdio: "ignore" });
    spawnSync("umount", [join(this.folder, "store", "overlay")], { stdio: "ignore" });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The machine's own unless they say another. */
function networkOf(options: readonly string[]): readonly string[] {
  return options.includes("--network") ? [] : ["--network", "host"];
}

const OUTPUT = { maxBuffer: 64 * 1024 * 1024 };
