import { RE2JS } from "re2js";

/** How a target reads one of its regular expressions. */
export interface ExpressionOptions {
  readonly ignoreCase?: boolean;
}

/** A target's regular expression, in time linear in the length of what it is compared with. */
export class Expression {
  private readonly compiled: RE2JS;

  /** @throws SyntaxError where it is not one */
  constructor(source: string, options: ExpressionOptions = {}) {
    try {
      this.compiled = RE2JS.compile(source, options.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SyntaxError(`the regular expression "${source}" cannot be read: ${reason}`);
    }
  }

  /** Whether it fits anywhere in the text; an expression with `^` and `$` asks for the whole. */
  fitsWithin(text: string): boolean {
    return this.compiled.test(text);
  }

  /** Whether it fits the text as a whole. */
  fitsWhole(text: string): boolean {
    return this.compiled.testExact(text);
  }

  /**
   * The text with the first place that fits replaced; `undefined` where none fits.
   *
   * @param replacement `$1` to `$9` stand for what the groups took
   */
  replaceFirst(text: string, replacement: string): string | undefined {
    const matcher = this.compiled.matcher(text);
    if (!matcher.find()) return undefined;
    const inserted = replacement.replace(/\$([0-9])/g, (whole, digit: string) =>
      Number(digit) > matcher.groupCount() ? whole : (matcher.group(Number(digit)) ?? ""),
    );
    return text.slice(0, matcher.start()) + inserted + text.slice(matcher.end());
  }
}
