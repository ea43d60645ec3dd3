import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { RunProxyOptions } from "../../../lib/proxy";
import { afterTest } from "./cleanup";
import { eventually } from "./conditions";

const HOOK = join(__dirname, "../../support/typescript-hook.js");
const MAIN = join(__dirname, "run-proxy.ts");

/** A proxy in a process of its own. */
export class ProxyProcess {
  stdout = "";
  stderr = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  /** @param openFiles that it may have open at one time; as many as the test's own process where it is not said */
  constructor(options: RunProxyOptions, openFiles: number | "unchanged" = "unchanged") {
    const command = [process.execPath, "-r", HOOK, MAIN, JSON.stringify(options)];
    const limit = openFiles === "unchanged" ? "" : `ulimit -n ${openFiles} && `;
    this.child = spawn("sh", ["-c", `${limit}exec "$@"`, "sh", ...command], { stdio: "pipe" });
    this.child.stdout?.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((resolve) => this.child.on("close", (code) => resolve(code)));
    afterTest(() => this.child.kill("SIGKILL"));
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for the line that says it is ready. */
  ready(): Promise<unknown> {
    return eventually(() => this.stdout.includes("portico ready"), 20_000);
  }

  /** Waits for a line of its log. */
  logged(text: string): Promise<unknown> {
    return eventually(() => this.stderr.includes(text), 20_000);
  }

  /** The exit status. */
  exit(): Promise<number | null> {
    return this.ended;
  }
}
