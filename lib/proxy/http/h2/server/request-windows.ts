import { WINDOW_STEP } from "../connection/sending-connection";
import { FIRST_WINDOW } from "../wire/frame";

/** Bytes that a client may send of a request before they are taken, once its instance has taken some. */
const LARGEST = 256 * 1024;
/** By how much the windows of a connection's requests may have grown in all. */
const GROWTH = 1024 * 1024;
/** Bytes that requests may hold of a connection before they have grown. */
const MOST = 8 * 1024 * 1024;

/**
 * The window of a client's connection. It has room for the windows of all requests that there may be: those whose
 * instances take nothing hold up no other.
 *
 * @param streams requests that there may be at one time
 */
export function connectionWindow(streams: number): number {
  return Math.min(streams * FIRST_WINDOW, MOST) + GROWTH + WINDOW_STEP;
}

/** The windows of the requests of one connection: small at first, and larger for those that are taken. */
export class RequestWindows {
  private room = GROWTH;

  /**
   * A request is taken.
   *
   * @param window what it has
   * @returns by how much that grows
   */
  grow(window: number): number {
    const more = Math.min(LARGEST - window, this.room);
    this.room -= more;
    return more;
  }

  /** A request is over. @param window what it had */
  giveBack(window: number): void {
    this.room += window - FIRST_WINDOW;
  }
}
