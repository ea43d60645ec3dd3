/**
 * Loaded into the proxy before its own code, with `--expose-gc`: on SIGUSR2 it collects garbage, so that what is left
 * is in use, and prints a line with what that is.
 */
import type { Memory } from "./growth";

process.on("SIGUSR2", () => {
  // Once more for what had to be finalized first.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const memory: Memory = { resident: rss, heap: heapUsed, external };
  process.stdout.write(`${JSON.stringify({ memory })}\n`);
});
