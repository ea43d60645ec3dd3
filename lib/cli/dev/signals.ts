/** Ctrl-C may reach this process twice, from the terminal and through npm: a repeated signal means no more. */
export function signalled(): AbortSignal {
  const controller = new AbortController();
  // The last of them comes where the terminal is closed: what was started must not outlive it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
