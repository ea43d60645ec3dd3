import { ProxyRuntime } from "../proxy-runtime";
import { startFailure } from "../start-failure";
import { type FromWorker, OPTIONS_VARIABLE, type ToWorker, type WorkerOptions } from "./messages";

/** One of several processes that share their listeners. It obeys its primary alone. */
async function main(): Promise<void> {
  // A terminal sends its signals to the whole group; the primary says what is to be done.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const { metrics, ...options } = JSON.parse(process.env[OPTIONS_VARIABLE] ?? "{}") as WorkerOptions;
  try {
    serve(await ProxyRuntime.start(options, { metrics }));
  } catch (error) {
    tell({ type: "failed", failure: startFailure(error) }, () => process.exit(1));
  }
}

function serve(runtime: ProxyRuntime): void {
  process.on("message", (message: ToWorker) => void obey(runtime, message));
  // Without its primary nobody could reach it any more.
  process.on("disconnect", () => process.exit(1));
  tell({ type: "ready", addresses: runtime.addresses() });
}

async function obey(runtime: ProxyRuntime, message: ToWorker): Promise<void> {
  switch (message.type) {
    case "reload":
      await runtime.reload();
      return;
    case "close":
      await runtime.close(message.grace);
      process.exit(0);
      return;
    case "ask": {
      const answer = message.what === "metrics" ? await runtime.metricsJson() : runtime.topology();
      tell({ type: "told", id: message.id, answer });
    }
  }
}

function tell(message: FromWorker, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}

void main();
