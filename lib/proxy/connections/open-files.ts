import { readFileSync } from "node:fs";

/** Where Linux says what this process may use. */
const LIMITS_FILE = "/proc/self/limits";
/** The client's, and the one to an instance that its requests or bytes go on by. */
const FILES_OF_A_CONNECTION = 2;
/** What else a process has open at one time: listeners, logs, what it reads, what it probes. */
const OTHER_FILES = 100;

/** There are fewer files than the connections take that may be open. */
interface FileShortage {
  readonly maxConnections: number;
  readonly filesNeeded: number;
  readonly openFiles: number;
  readonly remedy: string;
}

/**
 * The files that this process may have open at one time. It is the hard limit: Node raises the soft one to it.
 *
 * @returns `Infinity` where the system says none
 */
export function openFileLimit(): number {
  try {
    return limitIn(readFileSync(LIMITS_FILE, "utf8"));
  } catch {
    // Only Linux has it.
    return Number.POSITIVE_INFINITY;
  }
}

/** @param text as Linux writes it: a line a limit, its soft value before its hard one */
export function limitIn(text: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(text)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

/**
 * Whether the system lets a process have less open than its own limit does. Above the system's limit connections are not
 * accepted, whoever they come from, and instances cannot be reached, where at its own it would have shed load in steps.
 *
 * @param openFiles that the process may have open
 */
export function fileShortage(maxConnections: number, openFiles: number): FileShortage | undefined {
  const filesNeeded = FILES_OF_A_CONNECTION * maxConnections + OTHER_FILES;
  if (filesNeeded <= openFiles) return undefined;
  const raise = `raise the limit of open files to ${filesNeeded} (ulimit -n, LimitNOFILE of systemd, nofile of a container)`;
  const most = Math.floor((openFiles - OTHER_FILES) / FILES_OF_A_CONNECTION);
  const remedy = most < 1 ? raise : `${raise}, or let in ${most} connections (--max-connections ${most})`;
  return { maxConnections, filesNeeded, openFiles, remedy };
}
