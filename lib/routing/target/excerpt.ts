const LONGEST = 40;

/** What a client has sent, quoted for a message: on one line, without control characters, and never all of what is long. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`);
}
