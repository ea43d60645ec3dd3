import { percentile } from "../../statistics";
import type { LoadResult } from "./load";
import { askAnew } from "./new-connection";

/** What the load is. */
export interface AnewTask {
  readonly port: number;
  /** That are open at one time. */
  readonly connections: number;
  readonly seconds: number;
  /** What is sent on each, in base64. */
  readonly bytes: string;
  /** The size of the body that is to come. */
  readonly size: number;
}

/** Makes connections, asks once on each, and prints what came of them. */
async function main({ port, connections, seconds, bytes, size }: AnewTask): Promise<void> {
  const sent = Buffer.from(bytes, "base64");
  const milliseconds: number[] = [];
  let errors = 0;
  const start = performance.now();
  const end = start + seconds * 1e3;
  async function ask(): Promise<void> {
    while (performance.now() < end) {
      const began = performance.now();
      const answer = await askAnew(port, sent).catch(() => undefined);
      if (answer?.status === 200 && answer.size === size) milliseconds.push(performance.now() - began);
      else errors += 1;
    }
  }
  await Promise.all(Array.from({ length: connections }, ask));
  const took = (performance.now() - start) / 1e3;
  milliseconds.sort((a, b) => a - b);
  const result: LoadResult = {
    requests: milliseconds.length,
    seconds: took,
    p50: percentile(milliseconds, 0.5),
    p99: percentile(milliseconds, 0.99),
    p999: percentile(milliseconds, 0.999),
    errors,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main(JSON.parse(process.argv[2] ?? "") as AnewTask);
