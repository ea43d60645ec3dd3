import { RE2JS } from "re2js";

/** How a target reads one of its regular expressions. */
export interface ExpressionOptions {
  readonly ignoreCase?: boolean;
}

/** What a group stands for in a replacement; empty for a group that took nothing or is not there. */
export type GroupOf = (group: number | string) => string;

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

  get groupCount(): number {
    return this.compiled.groupCount();
  }

  /** Whether it fits anywhere in the text; an expression with `^` and `$` asks for the whole. */
  fitsWithin(text: string): boolean {
    return this.compiled.test(text);
  }

  /** Whether it fits the text as a whole. */
  fitsWhole(text: string): boolean {
    return this.compiled.testExact(text);
  }

  /** The text with the first place that fits replaced; `undefined` where none fits. */
  replaceFirst(text: string, expand: (groupOf: GroupOf) => string): string | undefined {
    return this.replace(text, expand, 1);
  }

  /** The text with every place that fits replaced; `undefined` where none fits. */
  replaceAll(text: string, expand: (groupOf: GroupOf) => string): string | undefined {
    return this.replace(text, expand, Number.POSITIVE_INFINITY);
  }

  /** What is made of the first place that fits, alone; `undefined` where none fits. */
  expandFirst(text: string, expand: (groupOf: GroupOf) => string): string | undefined {
    let expanded: string | undefined;
    this.replace(
      text,
      (groupOf) => {
        expanded = expand(groupOf);
        return "";
      },
      1,
    );
    return expanded;
  }

  private replace(text: string, expand: (groupOf: GroupOf) => string, limit: number): string | undefined {
    const matcher = this.compiled.matcher(text);
    const names = Object.keys(this.compiled.namedGroups());
    let result = "";
    let end = 0;
    let found = 0;
    while (found < limit && matcher.find()) {
      // An empty match right after another is none, as in Go and PCRE.
      if (found > 0 && matcher.start() === end && matcher.end() === end) continue;
      result += text.slice(end, matcher.start());
      result += expand((group) => {
        const known = typeof group === "number" ? group <= matcher.groupCount() : names.includes(group);
        return known ? (matcher.group(group) ?? "") : "";
      });
      end = matcher.end();
      found++;
    }
    return found === 0 ? undefined : result + text.slice(end);
  }
}
