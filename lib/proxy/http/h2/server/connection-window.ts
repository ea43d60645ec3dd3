import { WINDOW_STEP } from "../connection/sending-connection";
import { GROWTH, REQUEST_WINDOW } from "./request-windows";

/** Bytes that a client may send on all of its requests before they are taken, at first. */
export const CONNECTION_WINDOW = GROWTH + WINDOW_STEP;
/** Where it has less left, it may send as much more */
const LITTLE = WINDOW_STEP;
const STEP = 1024 * 1024;
/** as long as it has not grown by the windows of all requests, or by so much. */
const MOST = 8 * 1024 * 1024;
/** Bytes by which the windows of all clients of a process may have grown. */
const BUDGET = 256 * 1024 * 1024;

/** What windows may grow by, for several connections. */
export class WindowBudget {
  constructor(public room: number) {}

  /** @returns of so many bytes, how many there are */
  take(wanted: number): number {
    const taken = Math.min(wanted, this.room);
    this.room -= taken;
    return taken;
  }
}

/** Of this process. */
export const processBudget = new WindowBudget(BUDGET);

/**
 * By how much the window of a client's connection has grown. It grows while requests hold much that their instances do not
 * take, so that those hold up no other: in the end there is room for the windows of all, or for {@link MOST}. What many
 * clients could have the proxy hold by that has a bound of its own.
 */
export class WindowGrowth {
  private grown = 0;
  private readonly most: number;

  /** @param streams requests that there may be at one time */
  constructor(
    streams: number,
    private readonly budget = processBudget,
  ) {
    this.most = Math.min(streams * REQUEST_WINDOW, MOST);
  }

  /** @param left of the window @returns by how much it is wider now */
  grow(left: number): number {
    if (left >= LITTLE) return 0;
    const more = this.budget.take(Math.min(STEP, this.most - this.grown));
    this.grown += more;
    return more;
  }

  /**
   * Bytes were taken.
   *
   * @param left of the window
   * @returns by how much it is narrower now, since there is enough left of it: of the bytes, those not to be given back
   */
  shrink(taken: number, left: number): number {
    if (this.grown === 0 || left < LITTLE + STEP) return 0;
    const less = Math.min(taken, this.grown);
    this.giveBack(less);
    return less;
  }

  /** The connection has ended. */
  end(): void {
    this.giveBack(this.grown);
  }

  private giveBack(less: number): void {
    this.grown -= less;
    this.budget.room += less;
  }
}
