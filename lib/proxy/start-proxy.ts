import { AdminServer, readAdminAddress } from "./admin";
import type { ReloadResult } from "./config";
import type { BoundAddress } from "./engine";
import type { CloseOptions, ListenerAddress, RunningProxy, StartProxyOptions } from "./options";
import { ProxyRuntime } from "./proxy-runtime";

/**
 * Runs a Topology; resolves once every listener is bound.
 *
 * @throws ConfigurationError with all that is wrong, where the configuration cannot be run
 * @throws BindError where a listener cannot be bound
 */
export async function startProxy(options: StartProxyOptions): Promise<RunningProxy> {
  if (options.admin === undefined) return new ProxyWithAdmin(await ProxyRuntime.start(options), undefined, undefined);
  const address = readAdminAddress(options.admin);
  const runtime = await ProxyRuntime.start(options, { metrics: true });
  const admin = new AdminServer({
    ready: () => runtime.ready,
    topology: async () => runtime.topology(),
    metrics: () => runtime.metricsText(),
  });
  try {
    return new ProxyWithAdmin(runtime, admin, await admin.open(address));
  } catch (error) {
    await runtime.close(0);
    throw error;
  }
}

class ProxyWithAdmin implements RunningProxy {
  constructor(
    private readonly runtime: ProxyRuntime,
    private readonly admin: AdminServer | undefined,
    readonly adminAddress: BoundAddress | undefined,
  ) {}

  addresses(): readonly ListenerAddress[] {
    return this.runtime.addresses();
  }

  topology() {
    return this.runtime.topology();
  }

  reload(): Promise<ReloadResult> {
    return this.runtime.reload();
  }

  async close({ graceMs }: CloseOptions = {}): Promise<void> {
    await this.runtime.close(graceMs);
    // Last, so that it can be seen that the proxy is draining.
    await this.admin?.close();
  }
}
