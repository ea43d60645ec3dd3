import type { ServiceRuntime } from "../../engine";

/** Requests that earn one more try. Everything is counted in what one request earns, so that it adds up exactly. */
const COST = 5;
/** What may be saved up. */
const MOST = 100 * COST;
/** Available whatever the traffic, and again after {@link RECOVERY}. */
const RESERVE = 10 * COST;
/** Milliseconds. */
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
    if (this.balance < MOST) this.balance += 1;
  }

  /** @returns whether one more try may be made */
  spend(now: number): boolean {
    if (this.balance < RESERVE) {
      const earned = ((now - this.earnedAt) / RECOVERY) * RESERVE;
      this.balance = Math.min(RESERVE, this.balance + earned);
    }
    this.earnedAt = now;
    if (this.balance < COST) return false;
    this.balance -= COST;
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
