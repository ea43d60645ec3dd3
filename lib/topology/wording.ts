const LONGEST_QUOTE = 60;

/** A value in quotes where it is a text, cut off where it is long. */
export function quoted(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}...` : value);
}

/** Values as part of a sentence, texts in quotes: `"a", "b" or "c"`. */
export function quotedList(values: readonly unknown[], conjunction: "and" | "or"): string {
  const words = values.map(quoted);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} ${conjunction} ${last}`;
}

/** A noun with its article. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
