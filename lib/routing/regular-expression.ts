import { RE2JS } from "re2js";

/**
 * A regular expression of RE2 syntax that is matched against whole values, in time linear in their length.
 *
 * It is compiled when it is first used: a table of thousands would otherwise spend most of its compilation here.
 */
export class RegularExpression {
  readonly source: string;
  #compiled: RE2JS | undefined;

  constructor(source: string) {
    this.source = source;
  }

  /** @throws RE2JSSyntaxException on an expression that validation would have refused */
  matches(value: string): boolean {
    this.#compiled ??= RE2JS.compile(this.source);
    return this.#compiled.testExact(value);
  }
}
