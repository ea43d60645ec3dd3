const TICK = 100;
const SLOTS = 512;

/**
 * Many deadlines on one timer. Putting one off is a store of a number, so that it can be done for every packet; what
 * was put off is noticed when its old time comes. It passes up to two ticks late, never early.
 *
 * The timer runs only while there are deadlines, and keeps no process alive.
 */
export class DeadlineWheel {
  private readonly slots: (Slot | undefined)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private pending = 0;
  private swept = 0;
  /** The tick as of the last look at the clock. */
  now = 0;

  /**
   * Sets a deadline.
   *
   * @param milliseconds from now, and from each time that it is put off; 0 never passes
   */
  start(milliseconds: number, onPassed: () => void): Deadline {
    const deadline = new Deadline(this, Math.ceil(milliseconds / TICK) + 1, onPassed);
    if (milliseconds <= 0) return deadline;
    this.now = currentTick();
    if (this.pending === 0) this.run();
    this.pending += 1;
    deadline.putOff();
    this.place(deadline);
    return deadline;
  }

  /** One deadline less: it passed or was cancelled. */
  forget(deadline: Deadline): void {
    if (deadline.slot?.delete(deadline) !== true) return;
    deadline.slot = undefined;
    this.pending -= 1;
    if (this.pending > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.swept = this.now;
    this.timer = setInterval(() => {
      this.now = currentTick();
      // After the poll phase: what came in while the loop was busy puts its deadline off first.
      setImmediate(() => this.sweep());
    }, TICK);
    this.timer.unref();
  }

  private sweep(): void {
    const to = this.now;
    for (let tick = Math.max(this.swept, to - SLOTS) + 1; tick <= to; tick++) this.sweepSlot(tick % SLOTS);
    this.swept = Math.max(this.swept, to);
  }

  private sweepSlot(index: number): void {
    const slot = this.slots[index];
    if (slot === undefined) return;
    // A new set may be begun at the same place meanwhile.
    this.slots[index] = undefined;
    for (const deadline of slot) {
      if (deadline.due > this.now) {
        this.place(deadline);
      } else {
        this.forget(deadline);
        deadline.onPassed();
      }
    }
  }

  /** A deadline beyond the wheel waits in its last slot and is placed anew from there. */
  private place(deadline: Deadline): void {
    const index = Math.min(deadline.due, this.now + SLOTS - 1) % SLOTS;
    const slot = this.slots[index] ?? new Set();
    this.slots[index] = slot;
    slot.add(deadline);
    deadline.slot = slot;
  }
}

/** A moment by which something must have happened. */
export class Deadline {
  /** The tick when it was last put off. */
  private since = 0;
  /** Where it waits; `undefined` once it passed or was cancelled. */
  slot: Slot | undefined;

  constructor(
    private readonly wheel: DeadlineWheel,
    private readonly ticks: number,
    readonly onPassed: () => void,
  ) {}

  /** The tick at which it passes. */
  get due(): number {
    return this.since + this.ticks;
  }

  /** Starts its time anew. */
  putOff(): void {
    this.since = this.wheel.now;
  }

  cancel(): void {
    this.wheel.forget(this);
  }
}

type Slot = Set<Deadline>;

function currentTick(): number {
  return Math.floor(performance.now() / TICK);
}
