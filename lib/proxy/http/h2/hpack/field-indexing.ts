import { STATIC_LAST, STATIC_NAMES } from "./static-table";

/** How a field with a certain name is put into a block. */
export interface FieldIndexing {
  /** The name itself, which every lookup knows again by identity; empty where it is none of those listed here. */
  readonly name: string;
  /** The first index of the name in the static table, or 0. */
  readonly staticIndex: number;
  /** The last index of the name in the static table; less than {@link staticIndex} where it has none. */
  readonly staticLast: number;
  /** Whether the dynamic table may hold it. */
  readonly indexed: boolean;
  /** Whether it is marked so that nobody on the way puts it into a table. */
  readonly neverIndexed: boolean;
}

/**
 * Names whose values differ from message to message. In the table they would be named again by no one, and push out what
 * would be.
 */
const CHANGING = [
  ":path",
  "age",
  "content-length",
  "content-location",
  "content-range",
  "date",
  "etag",
  "expires",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "last-modified",
  "location",
  "range",
  "referer",
  "set-cookie",
];

/**
 * Names whose values belong to one client, while a connection to an instance carries many: in a table they could be
 * guessed by the size of what others send (RFC 7541, section 7.1).
 */
const PERSONAL = ["cookie"];

/** Credentials: like those above, and marked for whoever sends them on (RFC 7541, section 7.1.3). */
const SECRET = ["authorization", "proxy-authorization"];

/** Of a name that is not listed. */
const ORDINARY: FieldIndexing = { name: "", staticIndex: 0, staticLast: -1, indexed: true, neverIndexed: false };

const BY_NAME = listed();

export function fieldIndexing(name: string): FieldIndexing {
  return BY_NAME.get(name) ?? ORDINARY;
}

function listed(): Map<string, FieldIndexing> {
  const found = new Map<string, FieldIndexing>();
  for (let index = STATIC_LAST; index > 0; index -= 1) {
    const name = STATIC_NAMES[index] ?? "";
    const staticLast = found.get(name)?.staticLast ?? index;
    const neverIndexed = SECRET.includes(name);
    const indexed = !neverIndexed && !CHANGING.includes(name) && !PERSONAL.includes(name);
    found.set(name, { name, staticIndex: index, staticLast, indexed, neverIndexed });
  }
  return found;
}
