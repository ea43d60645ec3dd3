import { createHash, randomBytes } from "node:crypto";
import { dayOf } from "../time";

const LENGTH = 48;

/** Keys as they are told to another process. */
export interface TicketKeysState {
  /** In base64. */
  readonly keys: string;
  /** Days since 1970 when they came into use. */
  readonly day: number;
}

/**
 * What TLS session tickets are sealed with: other keys each day (UTC), since whoever learns them could read the sessions
 * that they have sealed (RFC 9325 section 3.4).
 *
 * Those of a day are made from those of the day before, which are forgotten. So processes that have begun with the same
 * agree from then on, and take up each other's sessions; and from today's none of before can be found.
 */
export class TicketKeys {
  private keys: Buffer;
  private day: number;

  /** @param state of another process; without one they are new */
  constructor(state?: TicketKeysState, now = Date.now()) {
    this.keys = state === undefined ? randomBytes(LENGTH) : Buffer.from(state.keys, "base64");
    this.day = state?.day ?? dayOf(now);
  }

  /** The keys of a day, the same object all day long. A clock that goes back changes nothing. */
  at(now: number): Buffer {
    for (const today = dayOf(now); this.day < today; this.day++) {
      // It has as many bytes as keys have.
      this.keys = createHash("sha384").update(this.keys).digest();
    }
    return this.keys;
  }

  /** For a process that starts now. */
  stateAt(now: number): TicketKeysState {
    return { keys: this.at(now).toString("base64"), day: this.day };
  }
}
