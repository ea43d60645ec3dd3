import { AdminServer, readAdminAddress } from "../admin";
import { readConnectionLimits } from "../connections";
import type { BoundAddress } from "../engine";
import type { ProxyLog } from "../log";
import { METRICS_CONTENT_TYPE } from "../metrics";
import type { CloseOptions, ListenerAddress } from "../options";
import { WorkerPool } from "./worker-pool";

interface StartWorkersOptions {
  readonly configFile: string;
  readonly workers: number;
  readonly admin?: string;
  readonly affinityKey?: string;
  /** Of each process. */
  readonly maxConnections?: number;
  readonly maxConnectionsPerSource?: number;
  readonly log: ProxyLog;
}

/** Several processes that run one proxy. */
export interface RunningWorkers {
  addresses(): readonly ListenerAddress[];
  readonly adminAddress: BoundAddress | undefined;
  reload(): void;
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Runs a proxy in several processes; resolves once all of them have bound every listener.
 *
 * @throws ConfigurationError, BindError for the admin endpoint
 * @throws WorkerStartError where a worker could not start
 */
export async function startWorkers(options: StartWorkersOptions): Promise<RunningWorkers> {
  const { workers, admin: adminOption, log, ...shared } = options;
  readConnectionLimits(shared);
  const adminAddress = adminOption === undefined ? undefined : readAdminAddress(adminOption);
  const metrics = adminAddress !== undefined;
  const pool = new WorkerPool(workers, { ...shared, metrics }, log);
  const addresses = await pool.start();
  const admin = new AdminServer({
    ready: () => pool.allReady,
    topology: () => pool.topology(),
    metrics: async () => ({ contentType: METRICS_CONTENT_TYPE, text: await pool.metrics() }),
  });
  const close = async (grace: number): Promise<void> => {
    await pool.close(grace);
    await admin.close();
  };
  try {
    return {
      addresses: () => addresses,
      adminAddress: adminAddress && (await admin.open(adminAddress)),
      reload: () => pool.reload(),
      close: ({ graceMs = 30_000 } = {}) => close(graceMs),
    };
  } catch (error) {
    await close(0);
    throw error;
  }
}
