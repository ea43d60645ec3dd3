/** Counts what is harmless now and then, and an attack in masses: so many at once, and so many a second. */
export class LeakyBucket {
  private level = 0;
  private since = performance.now();

  /**
   * @param size how much it holds
   * @param rate how much runs out of it in a second
   */
  constructor(
    private readonly size: number,
    private readonly rate: number,
  ) {}

  /** @returns whether it runs over */
  add(): boolean {
    this.level += 1;
    if (this.level <= this.size) return false;
    // The clock is looked at only here, where hardly anybody gets.
    const now = performance.now();
    this.level = Math.max(0, this.level - ((now - this.since) * this.rate) / 1000);
    this.since = now;
    return this.level > this.size;
  }

  /** Something of use was done: that much is taken out of it. */
  relieve(amount: number): void {
    this.level = Math.max(0, this.level - amount);
  }
}
