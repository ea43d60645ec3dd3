import { COLON, CR, FIELD_TEXT, LF, SPACE, TAB, TOKEN, UNDERSCORE } from "./characters";
import { fieldKind } from "./field-kind";

/** Why bytes are not a message that the proxy takes. */
export interface HeadFault {
  /** What a client is answered. */
  readonly status: number;
  readonly reason: string;
}

/** Bounds on a head. */
export interface HeadLimits {
  /** Bytes, up to and with the empty line. */
  readonly head: number;
  /** Fields. */
  readonly fieldCount: number;
  /** Characters of a request's target. */
  readonly target: number;
}

/** Most heads are shorter than this: no more is made a string of at once, since what follows is a body. */
const STRIDE = 2048;
const FIRST_FIELDS = 16;

/** Places in the field section. Those of start lines are below. */
export const LINE_START = 100;
const NAME = 101;
const GAP = 102;
const VALUE = 103;
const VALUE_LF = 104;
const LAST_LF = 105;
const COMPLETE = 106;

/**
 * Reads a message's head, byte by byte and in whatever pieces it comes: at each byte it is decided once, from what came
 * before, whether the head can go on. So a head means the same however it is cut.
 *
 * The head becomes one string of which fields are ranges; nothing is cut out of it before somebody asks.
 */
export abstract class HeadParser {
  /** What was read so far, and a little beyond the head where more came with it. */
  text = "";
  /** Where the head ends in {@link text}, once it is complete. */
  end = -1;
  fault: HeadFault | undefined;
  fieldCount = 0;
  /** Of each field: where its name begins, ends, and where its value begins and ends. */
  marks = new Int32Array(4 * FIRST_FIELDS);
  kinds = new Uint8Array(FIRST_FIELDS);
  /** Where the first field's line begins. */
  fieldsStart = 0;
  /** Which kinds of fields there are, a bit each. */
  kindsSeen = 0;
  /** Names of fields of HTTP/2, in lower case, that no table may hold on the way (RFC 7541 section 7.1.3). */
  neverIndexed: Set<string> | undefined;

  protected at = 0;
  protected state = 0;
  /** Where what is read now began. */
  protected mark = 0;
  private nameEnd = 0;
  private nameMarks = 0;

  constructor(readonly limits: HeadLimits) {}

  get complete(): boolean {
    return this.end >= 0;
  }

  /** Whether anything of a head has come: empty lines before it do not count. */
  get begun(): boolean {
    return this.at > 0;
  }

  /** Makes it ready for the next head. */
  reset(): void {
    this.text = "";
    this.end = -1;
    this.fault = undefined;
    this.fieldCount = 0;
    this.kindsSeen = 0;
    this.neverIndexed = undefined;
    this.at = 0;
    this.state = 0;
    this.mark = 0;
  }

  /**
   * Begins a head whose fields come otherwise than as lines.
   *
   * @param opening the line before them
   */
  protected open(opening: string): void {
    this.text = opening;
    this.at = opening.length;
    this.fieldsStart = opening.length;
  }

  /**
   * Takes a field that came otherwise than as a line, and is known to be one that could.
   *
   * @param kind as {@link fieldKind} has it
   */
  addField(name: string, value: string, kind: number): void {
    const index = this.fieldCount;
    const start = this.at;
    const valueStart = start + name.length + 2;
    const end = valueStart + value.length;
    this.growFor(index);
    const { marks } = this;
    marks[4 * index] = start;
    marks[4 * index + 1] = start + name.length;
    marks[4 * index + 2] = valueStart;
    marks[4 * index + 3] = end;
    this.kinds[index] = kind;
    this.kindsSeen |= 1 << kind;
    this.fieldCount = index + 1;
    this.text += `${name}: ${value}\r\n`;
    this.at = end + 2;
  }

  /** Bytes of the fields that were added. */
  get addedLength(): number {
    return this.at;
  }

  /** All fields were added. */
  endFields(): void {
    this.text += "\r\n";
    this.end = this.at + 2;
    this.state = COMPLETE;
  }

  /**
   * Reads on.
   *
   * @returns where in the buffer the head has ended, or how far it was read: then either there is a fault or more must come
   */
  read(buffer: Buffer, start: number, end: number): number {
    let from = start;
    while (from < end) {
      const before = this.text.length;
      const piece = buffer.toString("latin1", from, Math.min(end, from + STRIDE));
      this.text = before === 0 ? piece : this.text + piece;
      this.advance(buffer, from - before);
      if (this.end >= 0) return from + this.end - before;
      from += piece.length;
      if (this.fault !== undefined) return from;
    }
    return end;
  }

  /**
   * Reads the start line from {@link at} up to `limit`: the bytes themselves, which are faster to come by than the
   * characters of a string.
   *
   * @param shift what is added to a place in {@link text} for its place in the bytes; what was read before is not there
   * @returns whether the line is complete
   */
  protected abstract startLine(bytes: Buffer, shift: number, limit: number): boolean;

  /** What it means that the head is longer than allowed. */
  protected tooLong(): HeadFault {
    return { status: 431, reason: "the fields are too large" };
  }

  protected fail(status: number, reason: string): false {
    this.fault = { status, reason };
    return false;
  }

  private advance(bytes: Buffer, shift: number): void {
    // Never beyond the limit, so that a head that is both too long and wrong is the same fault however it is cut.
    const limit = Math.min(this.text.length, this.limits.head);
    if (this.state < LINE_START && !this.startLine(bytes, shift, limit)) {
      this.checkLength(limit);
      return;
    }
    this.fields(bytes, shift, limit);
    if (this.end < 0) this.checkLength(limit);
  }

  private checkLength(limit: number): void {
    if (this.fault === undefined && limit === this.limits.head) this.fault = this.tooLong();
  }

  private fields(bytes: Buffer, shift: number, limit: number): void {
    const { text } = this;
    let { at, state } = this;
    while (at < limit) {
      if (state === LINE_START) {
        if (this.fieldCount === 0) this.fieldsStart = at;
        if ((bytes[at + shift] ?? 0) === CR) {
          at += 1;
          state = LAST_LF;
          continue;
        }
        if (this.fieldCount === this.limits.fieldCount) {
          this.fail(431, `there are more than ${this.limits.fieldCount} fields`);
          return;
        }
        this.mark = at;
        this.nameMarks = 0;
        state = NAME;
      }
      if (state === NAME) {
        let { nameMarks } = this;
        let kind = 0;
        // biome-ignore lint/suspicious/noAssignInExpressions: the hottest loop of the proxy
        while (at < limit && (kind = TOKEN[bytes[at + shift] ?? 0] ?? 0) !== 0) {
          nameMarks |= kind;
          at += 1;
        }
        this.nameMarks = nameMarks;
        if (at === limit) break;
        if ((bytes[at + shift] ?? 0) !== COLON || at === this.mark) {
          this.fail(400, nameFault(bytes[at + shift] ?? 0, at === this.mark, this.fieldCount));
          return;
        }
        this.nameEnd = at;
        at += 1;
        state = GAP;
      }
      if (state === GAP) {
        while (at < limit && isBlank(bytes[at + shift] ?? 0)) at += 1;
        if (at === limit) break;
        const { mark } = this;
        this.growFor(this.fieldCount);
        this.marks[4 * this.fieldCount] = mark;
        this.marks[4 * this.fieldCount + 1] = this.nameEnd;
        this.mark = at;
        state = VALUE;
      }
      if (state === VALUE) {
        while (at < limit && FIELD_TEXT[bytes[at + shift] ?? 0] !== 0) at += 1;
        if (at === limit) break;
        if ((bytes[at + shift] ?? 0) !== CR) {
          this.fail(400, `the value of a field holds ${characterName(bytes[at + shift] ?? 0)}`);
          return;
        }
        at += 1;
        state = VALUE_LF;
        if (at === limit) break;
      }
      if (state === VALUE_LF) {
        if ((bytes[at + shift] ?? 0) !== LF) {
          this.fail(400, "a field holds a bare carriage return");
          return;
        }
        this.endField(text, at - 1);
        at += 1;
        state = LINE_START;
        continue;
      }
      if (state === LAST_LF) {
        if ((bytes[at + shift] ?? 0) !== LF) {
          this.fail(400, "the empty line after the fields holds a bare carriage return");
          return;
        }
        this.end = at + 1;
        state = COMPLETE;
        break;
      }
    }
    this.at = at;
    this.state = state;
  }

  private endField(text: string, lineEnd: number): void {
    const index = this.fieldCount;
    const base = 4 * index;
    let valueEnd = lineEnd;
    while (valueEnd > this.mark && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
    this.marks[base + 2] = this.mark;
    this.marks[base + 3] = valueEnd;
    const kind = fieldKind(text, this.marks[base] ?? 0, this.nameEnd, (this.nameMarks & UNDERSCORE) !== 0);
    this.kinds[index] = kind;
    this.kindsSeen |= 1 << kind;
    this.fieldCount = index + 1;
  }

  private growFor(index: number): void {
    if (index < this.kinds.length) return;
    const marks = new Int32Array(8 * index);
    marks.set(this.marks);
    this.marks = marks;
    const kinds = new Uint8Array(2 * index);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function nameFault(code: number, empty: boolean, fieldsBefore: number): string {
  if (code === SPACE || code === TAB) {
    if (!empty) return "there is white space before the colon of a field, or the colon is missing";
    return fieldsBefore === 0 ? "there is white space before the first field" : "a field is folded over several lines";
  }
  if (code === COLON) return "the name of a field is empty";
  if (code === CR || code === LF) return "the colon of a field is missing, or a line ends without CRLF";
  return `the name of a field holds ${characterName(code)}`;
}

/** Names a character without repeating what could be part of an attack, or of a secret. */
export function characterName(code: number): string {
  if (code === LF) return "a bare line feed";
  if (code === CR) return "a bare carriage return";
  if (code === 0) return "NUL";
  return `the character ${code} (0x${code.toString(16).padStart(2, "0")})`;
}
