/** Ctrl-C may reach this process twice, from the terminal and through npm: a repeated signal means no more. */
export function signalled(): AbortSignal {
  const controller = new AbortController();
  process.on("SIGINT", () => controller.abort()).on("SIGTERM", () => controller.abort());
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
