import { hashSync } from "bcryptjs";
import { isUserFault, parseUserEntry } from "../topology";

/** A file that the stack needs beside it, and whose content is a secret. */
export interface SecretFile {
  readonly name: string;
  readonly content: string;
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
  const lines = [...first.values()].map(lineOf);
  const kept = lines.filter((line) => line !== undefined);
  return { lines: kept, leftOut: lines.length - kept.length };
}

/** Lines as the content of a file. */
export function usersFile(name: string, lines: readonly string[]): SecretFile {
  return { name, content: `${lines.join("\n")}\n` };
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
