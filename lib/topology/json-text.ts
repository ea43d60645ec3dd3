import type { Location } from "./location";
import { finish, type Steps } from "./steps";

/** Where a text stops being JSON (RFC 8259), and why. */
export interface SyntaxFault {
  /** UTF-16 code units from the start. */
  readonly offset: number;
  readonly message: string;
  readonly remedy?: string;
}

/** What reading a text as JSON brought to light. */
export interface JsonScan {
  readonly fault?: SyntaxFault;
  /** Fields that an object has twice, of which `JSON.parse` keeps the last without a word. */
  readonly duplicates: readonly Location[];
}

/** Reads a text as JSON for its faults alone; `JSON.parse` names neither line nor reason on every version of Node. */
export function scanJson(text: string): JsonScan {
  return finish(scanJsonInSteps(text));
}

/** {@link scanJson}, some values a step. */
export function* scanJsonInSteps(text: string): Steps<JsonScan> {
  const scanner = new Scanner(text);
  try {
    yield* scanner.scan();
    return { duplicates: scanner.duplicates };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { fault: error.fault, duplicates: scanner.duplicates };
  }
}

/** Line and column, both from 1, of an offset in a text. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

class FaultError extends Error {
  constructor(readonly fault: SyntaxFault) {
    super(fault.message);
  }
}

/** An object or list that is being read; `step` is the field or index that it has got to. */
interface Frame {
  readonly fields?: Set<string>;
  step: string | number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LONGEST_SEEN = 40;
/** A step for each would take longer than the values themselves. */
const VALUES_A_STEP = 500;
const FIRST_PRINTABLE = 0x20;

const SPACE = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

class Scanner {
  readonly duplicates: Location[] = [];
  private readonly frames: Frame[] = [];
  private offset = 0;

  constructor(private readonly text: string) {}

  *scan(): Steps<void> {
    let values = 0;
    this.skipSpace();
    if (this.offset === this.text.length) this.fail("the document is empty", 'write at least { "version": 1 }');
    do {
      values += 1;
      if (values % VALUES_A_STEP === 0) yield;
      if (this.value()) continue;
      while (this.afterValue() === "closed");
    } while (this.frames.length > 0);
    if (this.offset < this.text.length) this.fail(`${this.seen()} stands after the end of the document`);
  }

  /** Reads a value, or the start of one that holds others: then true, and one of those comes next. */
  private value(): boolean {
    this.skipSpace();
    const character = this.text[this.offset];
    if (character === "{" || character === "[") return this.open(character);
    if (character === '"') this.string();
    else if (this.take(SCALAR) === undefined) this.failAtValue();
    return false;
  }

  private open(bracket: "{" | "["): boolean {
    this.offset += 1;
    this.skipSpace();
    const object = bracket === "{";
    if (this.text[this.offset] === (object ? "}" : "]")) {
      this.offset += 1;
      return false;
    }
    const frame: Frame = object ? { fields: new Set(), step: "" } : { step: 0 };
    this.frames.push(frame);
    if (object) this.field(frame);
    return true;
  }

  /** Reads what follows a value: a comma and the way to the next one, or the end of what holds it. */
  private afterValue(): "next" | "closed" | "end" {
    this.skipSpace();
    const frame = this.frames.at(-1);
    if (frame === undefined) return "end";
    const end = frame.fields === undefined ? "]" : "}";
    const character = this.text[this.offset];
    if (character === end) {
      this.offset += 1;
      this.frames.pop();
      return "closed";
    }
    if (character !== ",") this.failAfterValue(end);
    this.offset += 1;
    this.skipSpace();
    if (this.text[this.offset] === end) this.fail(`a comma stands before "${end}"`, "take the comma out");
    if (frame.fields === undefined) frame.step = Number(frame.step) + 1;
    else this.field(frame);
    return "next";
  }

  /** Reads a field's name and the colon. */
  private field(frame: Frame): void {
    if (this.text[this.offset] !== '"') {
      this.failAtComment();
      this.fail(`expected a field name in double quotes, found ${this.seen()}`);
    }
    const name = String(JSON.parse(this.string()));
    frame.step = name;
    if (frame.fields?.has(name)) this.duplicates.push(this.frames.map(({ step }) => step));
    frame.fields?.add(name);
    this.skipSpace();
    if (this.text[this.offset] !== ":") this.fail(`expected ":" after the field name, found ${this.seen()}`);
    this.offset += 1;
  }

  /** Reads a text and gives it as it is written, with its quotes. */
  private string(): string {
    const start = this.offset;
    this.offset += 1;
    while (this.offset < this.text.length) {
      const code = this.text.charCodeAt(this.offset);
      if (code === QUOTE) {
        this.offset += 1;
        return this.text.slice(start, this.offset);
      }
      if (code < FIRST_PRINTABLE) {
        this.fail("a text holds a line break or control character", 'close its quotes, or write "\\n"');
      }
      if (code !== BACKSLASH) this.offset += 1;
      else if (this.take(ESCAPE) === undefined) {
        this.fail("a text holds an unknown escape", 'write "\\\\" for a backslash');
      }
    }
    this.offset = start;
    this.fail("a text is not closed", "close its double quotes");
  }

  private skipSpace(): void {
    this.take(SPACE);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const [found] = pattern.exec(this.text) ?? [];
    this.offset += found?.length ?? 0;
    return found;
  }

  private failAfterValue(end: string): never {
    this.failAtComment();
    const remedy = /["{[\w]/.test(this.rest(1)) ? "put a comma before it" : undefined;
    this.fail(`expected "," or "${end}" after the value, found ${this.seen()}`, remedy);
  }

  private failAtValue(): never {
    this.failAtComment();
    if (this.frames.length === 0) {
      this.fail(`expected "{", found ${this.seen()}`, 'a Topology is written in JSON and starts with "{"');
    }
    if (this.text[this.offset] === "'") this.fail("a text stands in single quotes", "use double quotes");
    const remedy = /[A-Za-z_]/.test(this.rest(1)) ? "put a text in double quotes" : undefined;
    this.fail(`expected a value, found ${this.seen()}`, remedy);
  }

  private failAtComment(): void {
    if (/^\/[/*]/.test(this.rest(2))) this.fail("JSON has no comments", "take it out");
  }

  private rest(length: number): string {
    return this.text.slice(this.offset, this.offset + length);
  }

  /** What stands at the offset, as part of a sentence. */
  private seen(): string {
    if (this.offset >= this.text.length) return "the end of the document";
    const [string] = /^"[^"\\\n]*"/.exec(this.rest(LONGEST_SEEN)) ?? [];
    if (string !== undefined) return string;
    const [word] = /^[\w.+-]+/.exec(this.rest(LONGEST_SEEN)) ?? [];
    return JSON.stringify(word ?? String.fromCodePoint(this.text.codePointAt(this.offset) ?? 0));
  }

  private fail(message: string, remedy?: string | undefined): never {
    throw new FaultError({ offset: this.offset, message, ...(remedy === undefined ? {} : { remedy }) });
  }
}
