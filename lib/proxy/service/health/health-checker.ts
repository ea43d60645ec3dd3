import { type HealthCheck, parseDuration } from "../../../topology";
import type { ServiceInstance } from "../instance";
import type { HealthThresholds } from "./health-record";
import { createProbe, type Probe } from "./probes";

/** Told when the opinion on an instance turns. */
export type HealthListener = (instance: ServiceInstance, passing: boolean, reason: string | undefined) => void;

/** A tenth of the interval, either way, so that many checks do not fall on one moment. */
const JITTER = 0.1;
/** The first check of an instance comes within this many milliseconds. */
const FIRST_WITHIN = 1000;
const LONGEST_TIMER = 0x7fff_ffff;

/** Checks the instances of one service again and again. */
export class HealthChecker {
  private readonly probe: Probe;
  private readonly interval: number;
  private readonly timeout: number;
  private readonly thresholds: HealthThresholds;
  private readonly watches = new Map<ServiceInstance, () => void>();

  constructor(
    check: HealthCheck,
    private readonly onChange: HealthListener,
    private readonly random: () => number,
  ) {
    this.probe = createProbe(check);
    this.interval = Math.min(Math.max(parseDuration(check.interval ?? "10s"), 1), LONGEST_TIMER / 2);
    this.timeout = Math.min(Math.max(parseDuration(check.timeout ?? "2s"), 1), this.interval);
    this.thresholds = { healthy: check.healthyThreshold ?? 2, unhealthy: check.unhealthyThreshold ?? 3 };
  }

  /** Checks these instances from now on, and no others. */
  watch(instances: readonly ServiceInstance[]): void {
    const wanted = new Set(instances);
    for (const [instance, stop] of this.watches) {
      if (wanted.has(instance)) continue;
      stop();
      this.watches.delete(instance);
    }
    for (const instance of wanted) {
      if (!this.watches.has(instance)) this.watches.set(instance, this.start(instance));
    }
  }

  close(): void {
    this.watch([]);
  }

  private start(instance: ServiceInstance): () => void {
    let cancel: (() => void) | undefined;
    let timer: NodeJS.Timeout;
    const later = (delay: number): void => {
      timer = setTimeout(check, delay);
      timer.unref();
    };
    const check = (): void => {
      cancel = this.probe(instance, this.timeout, (result) => {
        cancel = undefined;
        later(this.interval * (1 + JITTER * (2 * this.random() - 1)));
        if (instance.health.record(result.success, this.thresholds)) {
          this.onChange(instance, result.success, result.success ? undefined : result.reason);
        }
      });
    };
    later(this.random() * Math.min(this.interval, FIRST_WITHIN));
    return () => {
      clearTimeout(timer);
      cancel?.();
    };
  }
}
