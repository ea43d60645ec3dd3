import { mergeEmissions } from "./merge";
import type { Emission, Provider } from "./provider";

/** Milliseconds between two configurations that are passed on, at least. */
const THROTTLE = 100;

/** What became of a configuration. */
export type ReloadResult = "applied" | "unchanged" | "refused";

/** Takes up a configuration; never throws. */
type Consumer = (emission: Emission) => Promise<ReloadResult>;

/**
 * Between the providers and what runs: keeps what each knows, merges it, and passes it on one at a time, not too often,
 * and only the latest.
 */
export class Aggregator {
  private readonly emissions = new Map<Provider, Emission>();
  private readonly waiting: ((result: ReloadResult) => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private working = false;
  private pending = false;
  private lastPass = Number.NEGATIVE_INFINITY;
  private closed = false;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly providers: readonly Provider[],
    private readonly consumer: Consumer,
  ) {}

  /** Starts the providers. Resolves with what became of the first configuration. */
  start(): Promise<ReloadResult> {
    const first = this.nextResult();
    for (const provider of this.providers) {
      provider.start((emission) => {
        this.emissions.set(provider, emission);
        this.schedule();
      });
    }
    return first;
  }

  /** Has every provider look again. Resolves once what they found was dealt with. */
  async reload(): Promise<ReloadResult> {
    if (!this.closed) await Promise.all(this.providers.map((provider) => provider.reload()));
    return this.closed ? "unchanged" : this.nextResult();
  }

  /** Has providers watch files that the configuration names. */
  watch(files: readonly string[]): void {
    for (const provider of this.providers) provider.watch?.(files);
  }

  /** Passes nothing on any more. Resolves once what was passed on has been dealt with. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    for (const provider of this.providers) provider.close();
    this.settle("unchanged", this.waiting.splice(0));
    await this.work;
  }

  private nextResult(): Promise<ReloadResult> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private schedule(): void {
    if (this.closed) return;
    this.pending = true;
    if (this.working || this.timer !== undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.work = this.pass();
      },
      Math.max(0, this.lastPass + THROTTLE - performance.now()),
    );
  }

  private async pass(): Promise<void> {
    if (this.emissions.size < this.providers.length) return;
    this.pending = false;
    this.working = true;
    const waiting = this.waiting.splice(0);
    const result = await this.consumer(mergeEmissions([...this.emissions.values()]));
    this.working = false;
    this.lastPass = performance.now();
    this.settle(result, waiting);
    if (this.pending) this.schedule();
  }

  private settle(result: ReloadResult, waiting: readonly ((result: ReloadResult) => void)[]): void {
    for (const resolve of waiting) resolve(result);
  }
}
