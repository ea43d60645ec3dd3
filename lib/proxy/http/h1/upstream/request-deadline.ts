import type { Timer } from "../../../time";
import type { FailureKind } from "./response-listener";

/** Why a request is waited for no longer. */
export interface Overdue {
  readonly kind: FailureKind;
  readonly reason: string;
}

/**
 * How long a request waits for its instance: first for the connection, then for the head of the response. While the
 * request itself is on its way, time does not count.
 */
export class RequestDeadline {
  /** All of the request was written. */
  sent = false;
  private connectBy = 0;
  private answerBy = 0;
  private timeout = 0;
  /** What the instance had taken of the request when that was last looked at. */
  private taken = 0;

  /** @param connectTime milliseconds for the connection */
  constructor(
    private readonly timer: Timer,
    private readonly connectTime: number,
  ) {}

  /**
   * A request begins.
   *
   * @param now on the clock of `performance.now()`
   * @param timeout milliseconds from the request's last byte up to the head of the response; 0 is no limit
   */
  begin(now: number, timeout: number, connected: boolean): void {
    this.sent = false;
    this.timeout = timeout;
    this.answerBy = timeout > 0 ? now + timeout : Number.POSITIVE_INFINITY;
    this.connectBy = now + this.connectTime;
    this.timer.set(connected ? this.answerBy : Math.min(this.connectBy, this.answerBy));
  }

  connected(): void {
    this.timer.set(this.answerBy);
  }

  /** All of the request was written: from now on it is the instance that is waited for, if it has not answered yet. */
  requestSent(answered: boolean): void {
    this.sent = true;
    if (!answered && this.timeout > 0) this.restart();
  }

  /** The head of the response is there. */
  answered(): void {
    this.timer.clear();
  }

  /**
   * The time is up.
   *
   * @param awaitsClient whether the client has yet to send of the request
   * @param taken bytes of the request, or more, that the instance has taken
   * @returns `undefined` where the wait goes on: the client has yet to send, or the instance takes it slowly
   */
  expired(connected: boolean, awaitsClient: boolean, taken: number): Overdue | undefined {
    if (!connected && this.connectBy <= this.answerBy) {
      return { kind: "unreachable", reason: `no connection within ${this.connectTime} ms` };
    }
    const moves = taken !== this.taken;
    this.taken = taken;
    if (connected && !this.sent && (awaitsClient || moves)) {
      this.restart();
      return undefined;
    }
    return { kind: "timeout", reason: `no response within ${this.timeout} ms` };
  }

  private restart(): void {
    this.answerBy = performance.now() + this.timeout;
    this.timer.set(this.answerBy);
  }
}
