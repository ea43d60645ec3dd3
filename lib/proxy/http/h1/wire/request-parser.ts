import { CR, LF, SPACE, TARGET_TEXT, TOKEN } from "./characters";
import { characterName, type HeadFault, HeadParser, LINE_START } from "./head-parser";

const EMPTY_LINES = 0;
const METHOD = 1;
const TARGET = 2;
const VERSION = 3;
const LINE_LF = 4;

/** Empty lines before a request that are passed over (RFC 9112 section 2.2): old clients end their bodies with one. */
const EMPTY_LINES_ALLOWED = 2;
const VERSION_LENGTH = "HTTP/1.1".length;

/** Reads a request's head. */
export class RequestParser extends HeadParser {
  method = "";
  target = "";
  /** 0 or 1, of HTTP/1. */
  minor = 1;

  override get begun(): boolean {
    return this.state !== EMPTY_LINES || this.at > 0;
  }

  /** Begins a request whose fields come otherwise than as lines. */
  openFields(): void {
    this.minor = 1;
    this.open("");
  }

  override reset(): void {
    super.reset();
    this.method = "";
    this.target = "";
  }

  protected override tooLong(): HeadFault {
    return this.state === TARGET ? this.longTarget() : { status: 431, reason: "the request's fields are too large" };
  }

  protected startLine(bytes: Buffer, shift: number, limit: number): boolean {
    let { at } = this;
    while (at < limit) {
      const code = bytes[at + shift] ?? 0;
      switch (this.state) {
        case EMPTY_LINES: {
          if (code === (at % 2 === 0 ? CR : LF) && at < 2 * EMPTY_LINES_ALLOWED) {
            at += 1;
            break;
          }
          if (at % 2 === 1) return this.fail(400, "a line before the request ends without CRLF");
          this.mark = at;
          this.state = METHOD;
          break;
        }
        case METHOD: {
          while (at < limit && TOKEN[bytes[at + shift] ?? 0] !== 0) at += 1;
          if (at === limit) break;
          const next = bytes[at + shift] ?? 0;
          if (next !== SPACE || at === this.mark) {
            return this.fail(400, `the method is followed by ${characterName(next)} instead of one space`);
          }
          this.method = this.text.slice(this.mark, at);
          at += 1;
          this.mark = at;
          this.state = TARGET;
          break;
        }
        case TARGET: {
          const stop = Math.min(limit, this.mark + this.limits.target + 1);
          while (at < stop && TARGET_TEXT[bytes[at + shift] ?? 0] !== 0) at += 1;
          if (at - this.mark > this.limits.target) {
            this.fault = this.longTarget();
            return false;
          }
          if (at === limit) break;
          const next = bytes[at + shift] ?? 0;
          if (next === CR && at > this.mark) return this.fail(505, "the request line names no version of HTTP");
          if (next !== SPACE || at === this.mark) {
            return this.fail(400, `the target holds ${characterName(next)}, or is missing`);
          }
          this.target = this.text.slice(this.mark, at);
          at += 1;
          this.mark = at;
          this.state = VERSION;
          break;
        }
        case VERSION: {
          const stop = Math.min(limit, this.mark + VERSION_LENGTH);
          for (; at < stop; at++) {
            if (!fitsVersion(at - this.mark, bytes[at + shift] ?? 0)) {
              return this.fail(400, "the request line does not end with a version of HTTP");
            }
          }
          if (at < this.mark + VERSION_LENGTH || at === limit) break;
          if ((bytes[at + shift] ?? 0) !== CR) return this.fail(400, "the request line does not end after its version");
          if (!this.takeVersion(this.text.slice(this.mark + 5, at))) return false;
          at += 1;
          this.state = LINE_LF;
          break;
        }
        default: {
          if (code !== LF) return this.fail(400, "the request line ends with a bare carriage return");
          this.at = at + 1;
          this.state = LINE_START;
          return true;
        }
      }
    }
    this.at = at;
    return false;
  }

  private longTarget(): HeadFault {
    return { status: 414, reason: `the target is longer than ${this.limits.target} bytes` };
  }

  private takeVersion(version: string): boolean {
    this.minor = version === "1.0" ? 0 : 1;
    return version === "1.1" || version === "1.0" || this.fail(505, `HTTP/${version} is not spoken here`);
  }
}

/** `HTTP/`, a digit, a dot, a digit (RFC 9112 section 2.3). */
function fitsVersion(place: number, code: number): boolean {
  if (place === 5 || place === 7) return code >= 0x30 && code <= 0x39;
  return code === "HTTP/1.1".charCodeAt(place);
}
