import type { ServiceRuntime } from "../../engine";

/** Tries that each request adds to what may be spent on retries. */
const SHARE = 0.2;
/** What may be saved up. */
const MOST = 100;
/** Available whatever the traffic, and again after {@link RECOVERY}. */
const RESERVE = 10;
const RECOVERY = 1000;

/**
 * How often the requests of a service may be tried again. When everything fails, retries would multiply the load just
 * when it hurts most: beyond a small reserve they stay a fifth of the requests.
 */
export class RetryBudget {
  private balance = RESERVE;
  private earnedAt = 0;

  /** @param now milliseconds that only grow */
  constructor(now: number) {
    this.earnedAt = now;
  }

  /** A request has come. */
  deposit(): void {
    if (this.balance < MOST) this.balance += SHARE;
  }

  /** @returns whether one more try may be made */
  spend(now: number): boolean {
    if (this.balance < RESERVE) {
      const earned = ((now - this.earnedAt) / RECOVERY) * RESERVE;
      this.balance = Math.min(RESERVE, this.balance + earned);
    }
    this.earnedAt = now;
    if (this.balance < 1) return false;
    this.balance -= 1;
    return true;
  }
}

/** The budget of each service, for as long as there is the service. */
export class RetryBudgets {
  private readonly budgets = new WeakMap<ServiceRuntime, RetryBudget>();

  of(service: ServiceRuntime, now: number): RetryBudget {
    const known = this.budgets.get(service);
    if (known !== undefined) return known;
    const budget = new RetryBudget(now);
    this.budgets.set(service, budget);
    return budget;
  }
}
