import type { Outcome } from "../engine";

/** Milliseconds of the first ejection; each further one in a row doubles it. */
const FIRST = 1000;
const LONGEST = 30_000;
/** Broken or silent connections in a row that eject; a connection that cannot be made ejects at once. */
const FAILURES = 5;

/**
 * Passive ejection: an instance that fails real traffic is avoided for a while. Its cap is in the service, which uses
 * ejected instances all the same where every one is.
 */
export class Ejection {
  private until = 0;
  private times = 0;
  private failures = 0;

  activeAt(now: number): boolean {
    return now < this.until;
  }

  /** @returns whether it is ejected by this outcome */
  record(outcome: Outcome, clock: () => number): boolean {
    if (outcome === "abandoned") return false;
    if (outcome === "completed") {
      this.times = 0;
      this.failures = 0;
      return false;
    }
    this.failures += 1;
    if (outcome === "failed" && this.failures < FAILURES) return false;
    const now = clock();
    if (this.activeAt(now)) return false;
    this.until = now + Math.min(FIRST * 2 ** this.times, LONGEST);
    this.times += 1;
    this.failures = 0;
    return true;
  }
}
