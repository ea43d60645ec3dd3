import { createServer } from "node:net";

/** Below the range from which systems take ports for outgoing connections, so that none of these takes it first. */
const FIRST = 20_000;
const PER_WORKER = 600;
const WORKERS = 20;

const worker = (Number(process.env.JEST_WORKER_ID ?? "1") - 1) % WORKERS;
let next = Math.floor(Math.random() * PER_WORKER);

/** A port of loopback that nothing listens on. Each call gives another; test files that run at once never share one. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PER_WORKER; attempt++) {
    const port = FIRST + worker * PER_WORKER + (next++ % PER_WORKER);
    if (await isFree(port)) return port;
  }
  throw new Error("there is no free port");
}

export function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, freePort));
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on("error", () => resolve(false));
    probe.listen(port, "0.0.0.0", () => probe.close(() => resolve(true)));
  });
}
