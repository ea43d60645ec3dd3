/** A rule of a Traefik router, parsed. */
export type RuleNode =
  | { readonly type: "and" | "or"; readonly operands: readonly RuleNode[] }
  | { readonly type: "not"; readonly operand: RuleNode }
  | { readonly type: "matcher"; readonly name: string; readonly values: readonly string[] };

const TOKEN = /\s*(&&|\|\||!|\(|\)|,|[A-Za-z]+|`[^`]*`|"(?:[^"\\]|\\.)*")/y;

/**
 * Parses a rule: matchers with Go string literals, `&&`, `||`, `!` and parentheses (Traefik, HTTP routers, "Rules &
 * Priority"). `&&` binds closer than `||`.
 *
 * @throws SyntaxError where it is none
 */
export function parseRule(rule: string): RuleNode {
  return new RuleParser(rule).parse();
}

class RuleParser {
  private readonly tokens: readonly string[];
  private position = 0;

  constructor(private readonly rule: string) {
    this.tokens = this.tokenize();
  }

  parse(): RuleNode {
    const node = this.parseOr();
    if (this.position < this.tokens.length) throw this.fault();
    return node;
  }

  private tokenize(): readonly string[] {
    const tokens: string[] = [];
    let end = 0;
    while (this.rule.slice(end).trim() !== "") {
      TOKEN.lastIndex = end;
      const token = TOKEN.exec(this.rule)?.[1];
      if (token === undefined) throw this.fault();
      tokens.push(token);
      end = TOKEN.lastIndex;
    }
    return tokens;
  }

  private parseOr(): RuleNode {
    return this.parseOperands("or", "||", () => this.parseAnd());
  }

  private parseAnd(): RuleNode {
    return this.parseOperands("and", "&&", () => this.parseUnary());
  }

  private parseOperands(type: "and" | "or", operator: string, parse: () => RuleNode): RuleNode {
    const first = parse();
    const operands = [first];
    while (this.take(operator)) operands.push(parse());
    return operands.length === 1 ? first : { type, operands };
  }

  private parseUnary(): RuleNode {
    if (this.take("!")) return { type: "not", operand: this.parseUnary() };
    if (this.take("(")) {
      const inner = this.parseOr();
      this.expect(")");
      return inner;
    }
    return this.parseMatcher();
  }

  private parseMatcher(): RuleNode {
    const name = this.tokens[this.position++];
    if (name === undefined || !/^[A-Za-z]+$/.test(name)) throw this.fault();
    this.expect("(");
    const values: string[] = [];
    do values.push(this.parseString());
    while (this.take(","));
    this.expect(")");
    return { type: "matcher", name, values };
  }

  private parseString(): string {
    const literal = this.tokens[this.position++] ?? "";
    if (literal.startsWith("`")) return literal.slice(1, -1);
    if (!literal.startsWith('"')) throw this.fault();
    // The escapes that Go has beyond those of JSON do not stand for characters that rules are made of.
    return JSON.parse(literal) as string;
  }

  private take(token: string): boolean {
    if (this.tokens[this.position] !== token) return false;
    this.position++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw this.fault();
  }

  private fault(): SyntaxError {
    return new SyntaxError(`the Traefik rule cannot be read: ${this.rule}`);
  }
}
