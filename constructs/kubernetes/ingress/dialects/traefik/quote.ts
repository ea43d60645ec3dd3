/**
 * A text as a Go string literal, which is what Traefik's rules are made of: raw where it can be, so that regular
 * expressions stay readable.
 */
export function quote(text: string): string {
  const isRaw = !text.includes("`") && [...text].every((character) => character >= " ");
  // Every escape of JSON is one of Go's, except \/, which is never written.
  return isRaw ? `\`${text}\`` : JSON.stringify(text);
}

/** An expression for exactly the text, in the syntax of RE2. */
export function quoteExpression(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
