/** Where a command writes. */
export interface Io {
  /** Standard output: what was asked for. */
  out(text: string): void;
  /** Standard error: what went wrong, and what is worth knowing. */
  err(text: string): void;
}
