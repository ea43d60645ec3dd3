/** How many results in a row turn the opinion. */
export interface HealthThresholds {
  readonly healthy: number;
  readonly unhealthy: number;
}

/**
 * The opinion that active checks have of one instance. An instance that was never seen well starts as usable, so that a
 * service answers at once, and is taken out by its first failure; afterwards rise and fall decide.
 */
export class HealthRecord {
  private usable = true;
  private proven = false;
  private against = 0;

  get passing(): boolean {
    return this.usable;
  }

  /** @returns whether the opinion turned */
  record(success: boolean, thresholds: HealthThresholds): boolean {
    if (success === this.usable) {
      this.proven ||= success;
      this.against = 0;
      return false;
    }
    this.against += 1;
    const needed = success ? thresholds.healthy : this.proven ? thresholds.unhealthy : 1;
    if (this.against < needed) return false;
    this.usable = success;
    this.proven ||= success;
    this.against = 0;
    return true;
  }

  /** Back to the beginning: no checks, no opinion. */
  reset(): void {
    this.usable = true;
    this.proven = false;
    this.against = 0;
  }
}
