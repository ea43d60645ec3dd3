import { readdirSync, readFileSync } from "node:fs";

/** One line of `/proc/PID/stat`, as far as it is needed; proc(5) has the fields. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** User and system time, in ticks of the clock. */
  readonly ticks: number;
}

/** What a process and all below it have used. */
export interface ProcessUsage {
  readonly cpuMicroseconds: number;
  /** Resident memory, in KiB. What processes share is counted for each. */
  readonly residentKib: number;
}

/** `sysconf(_SC_CLK_TCK)`: 100 on every Linux, whatever the kernel's own rate. */
const TICKS_A_SECOND = 100;

/** The name of the program stands in brackets and may itself hold brackets and spaces: the last one ends it. */
export function parseProcessStat(line: string): ProcessStat {
  const end = line.lastIndexOf(")");
  const fields = line.slice(end + 2).split(" ");
  const number = (position: number) => Number(fields[position - 3]);
  return { pid: Number.parseInt(line, 10), parent: number(4), ticks: number(14) + number(15) };
}

/** The `VmRSS` of `/proc/PID/status` in KiB; 0 where there is none, as for a process that has ended. */
export function parseResidentKib(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

/** The process and all that come from it, in no order. */
export function processTree(root: number, processes: readonly ProcessStat[]): readonly ProcessStat[] {
  const own = processes.filter(({ pid }) => pid === root);
  const children = processes.filter(({ parent }) => parent === root);
  return [...own, ...children.flatMap(({ pid }) => processTree(pid, processes))];
}

/** Reads what a process and all below it, as nginx's workers, have used until now. */
export function readUsage(root: number): ProcessUsage {
  const tree = processTree(root, readProcesses());
  const ticks = tree.reduce((sum, process) => sum + process.ticks, 0);
  const resident = tree.map(({ pid }) => parseResidentKib(readProc(`${pid}/status`)));
  return { cpuMicroseconds: (ticks * 1e6) / TICKS_A_SECOND, residentKib: resident.reduce((sum, kib) => sum + kib, 0) };
}

function readProcesses(): readonly ProcessStat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readProc(`${pid}/stat`))
    .filter((line) => line !== "")
    .map(parseProcessStat);
}

/** Empty where the process has ended meanwhile. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "latin1");
  } catch {
    return "";
  }
}
