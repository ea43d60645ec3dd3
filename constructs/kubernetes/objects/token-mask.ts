import { Fn, Token } from "../../cdktf";

/** Of a text, or of a list that is one token and stands in a text by mistake. */
const STRING_TOKEN = /[$#]\{TfToken\[[^\]]+\]\}/g;
const STRING_MASK = /portico-(json-)?token-(\d+)-/g;

/** Beyond any port or weight, and still exact in a double. */
const NUMBER_BASE = 2 ** 40;
const NUMBER_MASK = /(?<!\d)10995116\d{5}(?!\d)/g;

/**
 * Stands names in for Terraform tokens, so that the lowering may look at every value: a token's name has only letters,
 * digits and `-`, and survives lower-casing, comparison and escaping for regular expressions.
 */
export class TokenMask {
  private readonly strings: string[] = [];
  private readonly numbers: number[] = [];

  /** The value with a stand-in for each token in it. */
  mask<T>(value: T): T;
  mask(value: unknown): unknown {
    if (typeof value === "string") return value.replace(STRING_TOKEN, (token) => this.nameOf(token));
    if (typeof value === "number") return Token.isUnresolved(value) ? this.numberOf(value) : value;
    return mapValues(value, (entry) => this.mask(entry));
  }

  /** The value with the tokens back in their places. */
  unmask<T>(value: T): T;
  unmask(value: unknown): unknown {
    if (typeof value === "string") {
      return value
        .replace(STRING_MASK, (mask, inJson: string | undefined, index: string) => {
          const token = this.strings[Number(index)] ?? mask;
          return inJson === undefined ? token : insideJsonString(token);
        })
        .replace(NUMBER_MASK, (mask) => String(this.numbers[Number(mask) - NUMBER_BASE] ?? mask));
    }
    if (typeof value === "number") return this.numbers[value - NUMBER_BASE] ?? value;
    return mapValues(value, (entry) => this.unmask(entry));
  }

  private nameOf(token: string): string {
    return `portico-token-${indexIn(this.strings, token)}-`;
  }

  private numberOf(token: number): number {
    return NUMBER_BASE + indexIn(this.numbers, token);
  }
}

/** A value as JSON, for a text field: what Terraform fills in is escaped as JSON has it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/portico-(?=token-\d+-)/g, "portico-json-");
}

/**
 * What Terraform puts between the quotes of a JSON string: the value's own JSON without its first and last character. The
 * expression holds no quotes, so that the text is JSON before Terraform has read it too.
 */
function insideJsonString(token: string): string {
  const withoutFirst = (text: string) => Fn.substr(text, 1, -1);
  return Fn.strrev(withoutFirst(Fn.strrev(withoutFirst(Fn.jsonencode(token)))));
}

/** Whether a text holds a stand-in for one that is not known before Terraform runs. */
export function isUnknownText(text: string): boolean {
  return /portico-(?:json-)?token-\d+-/.test(text);
}

/** Whether a number stands for one that is not known before Terraform runs. */
export function isUnknownNumber(value: number): boolean {
  return value >= NUMBER_BASE;
}

function indexIn<T>(list: T[], entry: T): number {
  const index = list.indexOf(entry);
  return index < 0 ? list.push(entry) - 1 : index;
}

function mapValues(value: unknown, map: (entry: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, map(entry)]));
}
