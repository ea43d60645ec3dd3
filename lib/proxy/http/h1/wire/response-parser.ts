import { CR, FIELD_TEXT, LF, SPACE } from "./characters";
import { HeadParser, LINE_START } from "./head-parser";

const VERSION = 0;
const STATUS = 1;
const REASON = 2;
const LINE_LF = 3;

const VERSION_LENGTH = "HTTP/1.1 ".length;

/** Reads a response's head. Its faults are those of the instance: their status is always 502. */
export class ResponseParser extends HeadParser {
  status = 0;
  /** 0 or 1, of HTTP/1. */
  minor = 1;
  /** Where the status line's code begins and its line ends: what is sent on of it. */
  statusStart = 0;
  statusEnd = 0;

  /** Begins a response whose fields come otherwise than as lines. */
  openFields(status: number): void {
    this.reset();
    this.minor = 1;
    this.status = status;
    this.statusStart = 0;
    this.statusEnd = 3;
    this.open(`${status}\r\n`);
  }

  protected override fail(_status: number, reason: string): false {
    return super.fail(502, reason);
  }

  protected override tooLong() {
    return { status: 502, reason: "the head is too large" };
  }

  protected startLine(bytes: Buffer, shift: number, limit: number): boolean {
    let { at } = this;
    while (at < limit) {
      switch (this.state) {
        case VERSION: {
          const stop = Math.min(limit, VERSION_LENGTH);
          for (; at < stop; at++) {
            if (!fitsVersion(at, bytes[at + shift] ?? 0))
              return this.fail(502, "what came is not HTTP/1.1 or HTTP/1.0");
          }
          if (at < VERSION_LENGTH) break;
          this.minor = this.text.charCodeAt(7) - 0x30;
          this.statusStart = at;
          this.status = 0;
          this.state = STATUS;
          break;
        }
        case STATUS: {
          const stop = Math.min(limit, this.statusStart + 3);
          for (; at < stop; at++) {
            const digit = (bytes[at + shift] ?? 0) - 0x30;
            if (digit < 0 || digit > 9) return this.fail(502, "the status is not a number of three digits");
            this.status = 10 * this.status + digit;
          }
          if (at === limit) break;
          if (this.status < 100 || this.status > 599) return this.fail(502, `there is no status ${this.status}`);
          const next = bytes[at + shift] ?? 0;
          if (next !== SPACE && next !== CR) return this.fail(502, "the status is not a number of three digits");
          this.state = REASON;
          break;
        }
        case REASON: {
          while (at < limit && FIELD_TEXT[bytes[at + shift] ?? 0] !== 0) at += 1;
          if (at === limit) break;
          if ((bytes[at + shift] ?? 0) !== CR) return this.fail(502, "the status line holds a control character");
          this.statusEnd = at;
          at += 1;
          this.state = LINE_LF;
          break;
        }
        default: {
          if ((bytes[at + shift] ?? 0) !== LF)
            return this.fail(502, "the status line ends with a bare carriage return");
          this.at = at + 1;
          this.state = LINE_START;
          return true;
        }
      }
    }
    this.at = at;
    return false;
  }
}

function fitsVersion(place: number, code: number): boolean {
  if (place === 7) return code === 0x30 || code === 0x31;
  return code === "HTTP/1.1 ".charCodeAt(place);
}
