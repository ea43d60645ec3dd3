import { fileShortage, openFileLimit, readConnectionLimits } from "./connections";
import { listenerPlaces } from "./listener-places";
import { createPinoLog, type ProxyLog } from "./log";
import type { CloseOptions, ListenerAddress } from "./options";
import { startFailure } from "./start-failure";
import { startProxy } from "./start-proxy";
import { startWorkers, WorkerStartError } from "./workers";

export interface RunProxyOptions {
  readonly configFile: string;
  /** @default 1: this process */
  readonly workers?: number;
  /** `HOST:PORT` of the admin endpoint. */
  readonly admin?: string;
  /** Of each process; see `StartProxyOptions`. */
  readonly maxConnections?: number;
  readonly maxConnectionsPerSource?: number;
}

/** What signals act on. */
interface Controlled {
  addresses(): readonly ListenerAddress[];
  reload(): unknown;
  close(options: CloseOptions): Promise<void>;
}

/** The environment variable for `StartProxyOptions.affinityKey`. */
const AFFINITY_KEY = "PORTICO_AFFINITY_KEY";

/**
 * Runs a proxy as the whole purpose of this process: prints a line with `portico ready` on standard output once every
 * listener is bound, reloads on SIGHUP, drains on SIGTERM and SIGINT, and ends at once on the second of these. Where fewer
 * files may be open than its connections may take, it says so in the log.
 *
 * @returns the exit status: 0 after a signal, 1 where something cannot be bound, 2 where the configuration is not
 * valid; why is on standard error then
 */
export async function runProxy(options: RunProxyOptions): Promise<number> {
  const stopped = new Stop();
  const log = createPinoLog();
  let proxy: Controlled;
  try {
    proxy = await start(options, log);
  } catch (error) {
    const { lines, status } = error instanceof WorkerStartError ? error.failure : startFailure(error);
    process.stderr.write(lines.map((line) => `portico: error: ${line}\n`).join(""));
    stopped.forget();
    return status;
  }
  const reload = (): void => void proxy.reload();
  process.on("SIGHUP", reload);
  warnOfFiles(options, log);
  process.stdout.write(`portico ready: ${listenerPlaces(proxy.addresses())}\n`);
  await stopped.asked;
  await Promise.race([proxy.close({}), stopped.askedAgain.then(() => proxy.close({ graceMs: 0 }))]);
  process.off("SIGHUP", reload);
  stopped.forget();
  return 0;
}

function start({ workers = 1, ...options }: RunProxyOptions, log: ProxyLog): Promise<Controlled> {
  const affinityKey = process.env[AFFINITY_KEY];
  const shared = { ...options, log, ...(affinityKey === undefined ? {} : { affinityKey }) };
  return workers === 1 ? startProxy(shared) : startWorkers({ ...shared, workers });
}

/** Workers have the limit of the process that has started them. */
function warnOfFiles(options: RunProxyOptions, log: ProxyLog): void {
  const { connections } = readConnectionLimits(options);
  const shortage = fileShortage(connections, openFileLimit());
  if (shortage === undefined) return;
  log.warn("connections may take more files than the process may have open", { ...shortage });
  log.flush();
}

/** Milliseconds; Node knows no longer pause. */
const LONGEST_PAUSE = 2 ** 31 - 1;

/** Waits for SIGTERM and SIGINT, from the moment it is made. */
class Stop {
  readonly asked: Promise<void>;
  readonly askedAgain: Promise<void>;
  private readonly onSignal: () => void;
  /** Node ends a process that has nothing open; a proxy without listeners waits for its file to name some. */
  private readonly hold = setInterval(() => {}, LONGEST_PAUSE);

  constructor() {
    const steps: (() => void)[] = [];
    this.asked = new Promise((resolve) => steps.push(resolve));
    this.askedAgain = new Promise((resolve) => steps.push(resolve));
    this.onSignal = () => steps.shift()?.();
    process.on("SIGTERM", this.onSignal);
    process.on("SIGINT", this.onSignal);
  }

  forget(): void {
    clearInterval(this.hold);
    process.off("SIGTERM", this.onSignal);
    process.off("SIGINT", this.onSignal);
  }
}
