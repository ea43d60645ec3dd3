import { Token } from "./cdktf";

/** A document as far as it is known while the program runs. */
export interface KnownDocument<Document> {
  /** `null` stands for each value that Terraform alone will know. */
  readonly document: Document;
  /** The places of these values, as JSON paths. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * Takes the tokens out of a document, so that it can be judged: a token's text or number is a mark, not the value that
 * Terraform will put in its place.
 */
export function withoutTokens<Document>(document: Document): KnownDocument<Document> {
  const unknown = new Set<string>();
  const copy = (value: unknown, path: string): unknown => {
    if (isUnknown(value)) {
      unknown.add(path);
      return null;
    }
    // Most documents have none, and are not copied.
    if (!holdsUnknown(value)) return value;
    if (Array.isArray(value)) return value.map((element, index) => copy(element, `${path}[${index}]`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copy(field, fieldPath(path, name))]));
  };
  return { document: copy(document, "") as Document, unknown };
}

/** Where Terraform reads a text as a template; doubled, the first character stands for itself. */
const TEMPLATE = /(?<!\$)\$\{|(?<!%)%\{/;

/** All marks of tokens have a brace, but for those of numbers; most texts have neither, and are looked at no further. */
const MARKED = /\{|\de\+\d/i;

/** Whether a value is a token, or a text that holds one, the mark of one, or an expression of Terraform's. */
export function isUnknown(value: unknown): boolean {
  if (value === undefined || typeof value === "boolean") return false;
  if (typeof value === "string" && !MARKED.test(value)) return false;
  if (Token.isUnresolved(value)) return true;
  return typeof value === "string" && (isListMark(value) || isMapMark(value) || TEMPLATE.test(value));
}

/** Whether a value, or anything in it, is unknown. */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** Whether a text that is no token holds what Terraform would read as an expression. */
export function isRawExpression(value: unknown): boolean {
  return typeof value === "string" && TEMPLATE.test(value) && !Token.isUnresolved(value);
}

/** Whether a text is the one element of a list that Terraform alone will know. */
export function isListMark(text: string): boolean {
  return MARKED.test(text) && Token.isUnresolved([text]);
}

/** Whether a text is the one key of a map that Terraform alone will know. */
export function isMapMark(text: string): boolean {
  return MARKED.test(text) && Token.isUnresolved({ [text]: "" });
}

/** The JSON path of an object's field. */
export function fieldPath(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}
