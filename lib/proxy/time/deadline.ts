import type { Timer, TimerOwner, TimerWheel } from "./timer-wheel";

/** A moment by which something must have happened; each time that it does, the time starts anew. */
export class Deadline implements TimerOwner {
  private readonly timer: Timer;
  private over = false;

  /** @param milliseconds from now, and from each time that it is put off; 0 never passes */
  constructor(
    wheel: TimerWheel,
    private readonly milliseconds: number,
    private readonly onPassed: () => void,
  ) {
    this.timer = wheel.create(this);
    this.putOff();
  }

  /** Starts its time anew, unless it is over. */
  putOff(): void {
    if (this.milliseconds > 0 && !this.over) this.timer.set(performance.now() + this.milliseconds);
  }

  cancel(): void {
    this.over = true;
    this.timer.end();
  }

  timerExpired(): void {
    this.over = true;
    this.onPassed();
  }
}
