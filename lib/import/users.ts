import { compareSync, hashSync } from "bcryptjs";
import { isUserFault, parseUserEntry, userLines } from "../topology";

/** A file that the stack needs beside it, and whose content is a secret. */
export interface SecretFile {
  readonly name: string;
  readonly content: string;
  /** Whether another content says the same: a password has another hash each time. */
  isSame(content: string): boolean;
}

/** What an old setup knows of a user. */
export interface KnownUser {
  readonly name: string;
  /** The password itself, or a hash of it. */
  readonly secret: { readonly type: "password" | "hash"; readonly text: string };
}

/** Users as an `htpasswd` file has them. */
export interface Users {
  readonly lines: readonly string[];
  /** Those that the lines are of. */
  readonly known: readonly KnownUser[];
  /** How many could not be carried over: nothing that Portico knows checks their password. */
  readonly leftOut: number;
}

/** bcrypt looks at no more bytes of a password. */
const LONGEST_PASSWORD = 72;
const COST = 10;

/** Users as the lines of an `htpasswd` file; of a name that is there twice the first counts, and passwords are hashed. */
export function usersOf(known: readonly KnownUser[]): Users {
  const first = new Map<string, KnownUser>();
  for (const user of known) if (!first.has(user.name)) first.set(user.name, user);
  const all = [...first.values()].map((user) => ({ user, line: lineOf(user) }));
  const kept = all.flatMap(({ user, line }) => (line === undefined ? [] : [{ user, line }]));
  return {
    lines: kept.map(({ line }) => line),
    known: kept.map(({ user }) => user),
    leftOut: all.length - kept.length,
  };
}

/** An `htpasswd` file. */
export class UsersFile implements SecretFile {
  readonly content: string;
  /** Out of sight of whatever prints objects. */
  readonly #known: readonly KnownUser[];

  constructor(
    readonly name: string,
    { lines, known }: Users,
  ) {
    this.content = `${lines.join("\n")}\n`;
    this.#known = known;
  }

  isSame(content: string): boolean {
    const lines = userLines(content).map(({ line }) => line);
    return (
      lines.length === this.#known.length && this.#known.every((user, index) => isLineOf(user, lines[index] ?? ""))
    );
  }
}

function isLineOf({ name, secret: { type, text } }: KnownUser, line: string): boolean {
  if (type === "hash") return line === `${name}:${text}`;
  const entry = parseUserEntry(line);
  return (
    !isUserFault(entry) && entry.name === name && entry.hash.type === "bcrypt" && compareSync(text, entry.hash.text)
  );
}

function lineOf({ name, secret: { type, text } }: KnownUser): string | undefined {
  // A line that begins with "#" is a comment, and white space around a line is none of it.
  if (!/^[^#:\s\p{Cc}](?:[^:\p{Cc}]*[^:\s\p{Cc}])?$/u.test(name)) return undefined;
  if (type === "password") {
    const length = Buffer.byteLength(text);
    return length === 0 || length > LONGEST_PASSWORD ? undefined : `${name}:${hashSync(text, COST)}`;
  }
  const line = `${name}:${text}`;
  return isUserFault(parseUserEntry(line)) ? undefined : line;
}
