import { createPinoLog } from "../log";
import { ProxyRuntime, type RuntimeExtras } from "../proxy-runtime";
import { startFailure } from "../start-failure";
import { TicketKeys } from "../tls";
import type { FromWorker, ToWorker, WorkerOptions } from "./messages";

/** One of several processes that share their listeners. It obeys its primary alone. */
class ProxyWorker {
  private runtime: ProxyRuntime | undefined;

  async obey(message: ToWorker): Promise<void> {
    switch (message.type) {
      case "start":
        await this.start(message.options);
        return;
      case "reload":
        await this.runtime?.reload();
        return;
      case "close":
        await this.runtime?.close(message.grace);
        process.exit(0);
        return;
      case "ask":
        await this.answer(message.id, message.what);
    }
  }

  private async start({ metrics, leads, ticketKeys, running, ...options }: WorkerOptions): Promise<void> {
    const log = createPinoLog(undefined, { pid: process.pid });
    const onApplied: RuntimeExtras["onApplied"] = (topology, generation) =>
      tell({ type: "applied", topology, generation });
    const extras = { metrics, leads, ticketKeys: new TicketKeys(ticketKeys), onApplied };
    const known = running && { fallback: running.topology, generation: running.generation };
    try {
      this.runtime = await ProxyRuntime.start({ ...options, log }, { ...extras, ...known });
      tell({ type: "ready", addresses: this.runtime.addresses() });
    } catch (error) {
      tell({ type: "failed", failure: startFailure(error) }, () => process.exit(1));
    }
  }

  private async answer(id: number, what: "metrics" | "topology"): Promise<void> {
    if (this.runtime === undefined) return;
    const answer = what === "metrics" ? await this.runtime.metricsJson() : this.runtime.topology();
    tell({ type: "told", id, answer });
  }
}

function tell(message: FromWorker, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}

// A terminal sends its signals to the whole group; the primary says what is to be done.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
// Without its primary nobody could reach it any more.
process.on("disconnect", () => process.exit(1));
const worker = new ProxyWorker();
process.on("message", (message: ToWorker) => void worker.obey(message));
