import { readFileSync } from "node:fs";

/** The first process of a container, as the machine sees it. */
export class ContainerProcess {
  constructor(private readonly pid: number) {}

  /** Bytes that it holds in memory. */
  get memory(): number {
    return Number(this.status("VmRSS").replace(" kB", "")) * 1024;
  }

  /** The users that it runs as: real, effective, saved, and that of file accesses. */
  get users(): readonly string[] {
    return this.status("Uid").split("\t");
  }

  /** The capabilities that it has, and those that it could get. */
  get capabilities(): readonly string[] {
    return [this.status("CapEff"), this.status("CapBnd")];
  }

  private status(name: string): string {
    const line = readFileSync(`/proc/${this.pid}/status`, "utf8")
      .split("\n")
      .find((text) => text.startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim() ?? "";
  }
}
