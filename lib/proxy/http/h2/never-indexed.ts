import type { HeadParser } from "../h1/wire/head-parser";
import { fieldIndexing } from "./hpack";

/** Notes that a field has come as one that no table may hold. Of credentials that is known by their names. */
export function markNeverIndexed(message: HeadParser, name: string): void {
  if (fieldIndexing(name).neverIndexed) return;
  message.neverIndexed ??= new Set();
  message.neverIndexed.add(name);
}
