/** Bytes that a client may send of a request before they are taken, at first */
export const REQUEST_WINDOW = 64 * 1024;
/** and where its window has grown. */
const LARGEST = 256 * 1024;
/** By how much the windows of a connection's requests may have grown, all together. */
export const GROWTH = 1024 * 1024;

/** The windows of the requests of one connection: small at first, and larger for those that are taken. */
export class RequestWindows {
  private room = GROWTH;

  /**
   * A request is to be sent faster: it is long, or some of it was taken.
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
    this.room += window - REQUEST_WINDOW;
  }
}
