const TICK = 10;
const SLOTS = 1024;
const UNPLACED = -1;

/** Told that a timer has gone off. */
export interface TimerOwner {
  timerExpired(timer: Timer): void;
}

/**
 * All timers of an engine on one of Node's. Each belongs to a connection and lives as long as it. Putting one off, which
 * every request and packet does, is a store of a number: it is found out of date when its old time comes, and goes to its
 * new place. It goes off at most two ticks late, and never early.
 *
 * Node's timer runs only while there is something to wait for, and keeps no process alive.
 */
export class TimerWheel {
  private readonly slots: (Timer | undefined)[] = new Array(SLOTS).fill(undefined);
  private swept = tickOf(performance.now());
  private wakeTick = Number.POSITIVE_INFINITY;
  private alarm: NodeJS.Timeout | undefined;

  create(owner: TimerOwner): Timer {
    return new Timer(this, owner);
  }

  /** Puts a timer where its time is; one beyond the wheel waits in the last slot and is placed anew from there. */
  place(timer: Timer): void {
    this.take(timer);
    const tick = Math.min(Math.max(tickOf(timer.expiry) + 1, this.swept + 1), this.swept + SLOTS - 1);
    const slot = tick % SLOTS;
    const first = this.slots[slot];
    timer.tick = tick;
    timer.next = first;
    if (first !== undefined) first.previous = timer;
    this.slots[slot] = timer;
    if (tick < this.wakeTick) this.wakeAt(tick);
  }

  /** Takes a timer out of the wheel. */
  take(timer: Timer): void {
    if (timer.tick === UNPLACED) return;
    const { next, previous } = timer;
    if (next !== undefined) next.previous = previous;
    if (previous !== undefined) previous.next = next;
    else this.slots[timer.tick % SLOTS] = next;
    timer.tick = UNPLACED;
    timer.next = undefined;
    timer.previous = undefined;
  }

  private wakeAt(tick: number): void {
    clearTimeout(this.alarm);
    this.wakeTick = tick;
    const wait = Math.max(1, Math.ceil(tick * TICK - performance.now()));
    this.alarm = setTimeout(() => {
      // After the poll phase: what came in while the loop was busy puts its timer off first.
      setImmediate(() => this.sweep());
    }, wait);
    this.alarm.unref();
  }

  private sweep(): void {
    const now = performance.now();
    const to = tickOf(now);
    clearTimeout(this.alarm);
    this.alarm = undefined;
    // What is placed meanwhile wakes nobody: it is not alone in the wheel, and may not be the first of those in it.
    this.wakeTick = Number.NEGATIVE_INFINITY;
    // The wheel turns before its timers go off, so that those they set are placed from now on.
    const from = Math.max(this.swept, to - SLOTS) + 1;
    this.swept = Math.max(this.swept, to);
    try {
      for (let tick = from; tick <= to; tick++) this.sweepSlot(tick % SLOTS, now);
    } finally {
      this.sleep();
    }
  }

  private sweepSlot(slot: number, now: number): void {
    let timer = this.slots[slot];
    this.slots[slot] = undefined;
    const due: Timer[] = [];
    while (timer !== undefined) {
      const { next } = timer;
      timer.tick = UNPLACED;
      timer.previous = undefined;
      timer.next = undefined;
      if (timer.expiry <= now) due.push(timer);
      else if (timer.expiry !== Number.POSITIVE_INFINITY) this.place(timer);
      timer = next;
    }
    for (const one of due) {
      // One that went off before it may have put this one off, or ended it.
      if (one.expiry > now) continue;
      one.expiry = Number.POSITIVE_INFINITY;
      one.owner.timerExpired(one);
    }
  }

  /** Until the next slot that holds something. */
  private sleep(): void {
    this.wakeTick = Number.POSITIVE_INFINITY;
    for (let tick = this.swept + 1; tick < this.swept + SLOTS; tick++) {
      if (this.slots[tick % SLOTS] !== undefined) {
        this.wakeAt(tick);
        return;
      }
    }
  }
}

/** A moment that can be put off at next to no cost. */
export class Timer {
  /** On the clock of `performance.now()`. */
  expiry = Number.POSITIVE_INFINITY;
  /** Its place in the wheel. */
  tick = UNPLACED;
  next: Timer | undefined;
  previous: Timer | undefined;

  constructor(
    private readonly wheel: TimerWheel,
    readonly owner: TimerOwner,
  ) {}

  /** @param expiry when it goes off, on the clock of `performance.now()` */
  set(expiry: number): void {
    this.expiry = expiry;
    if (expiry === Number.POSITIVE_INFINITY) return;
    if (this.tick === UNPLACED || tickOf(expiry) + 1 < this.tick) this.wheel.place(this);
  }

  /** It does not go off; its place is kept for when it is set again. */
  clear(): void {
    this.expiry = Number.POSITIVE_INFINITY;
  }

  /** Its owner is gone: nothing keeps a reference to it. */
  end(): void {
    this.expiry = Number.POSITIVE_INFINITY;
    this.wheel.take(this);
  }
}

function tickOf(milliseconds: number): number {
  return Math.floor(milliseconds / TICK);
}
