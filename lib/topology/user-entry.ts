/** How a password is hashed. */
export type PasswordHash =
  | { readonly type: "bcrypt"; readonly text: string }
  | { readonly type: "apr1"; readonly salt: string; readonly text: string }
  | { readonly type: "sha"; readonly digest: string };

/** A user of basic authentication. */
export interface UserEntry {
  readonly name: string;
  readonly hash: PasswordHash;
}

/** Why a line names no user; it never holds the line, which is half a secret. */
export interface UserFault {
  readonly reason: string;
  readonly remedy: string;
}

/** Costs below are quick to guess, costs above take seconds for each request. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;
const APR1 = /^\$apr1\$([^$:]{1,8})\$[./A-Za-z0-9]{22}$/;
const SHA = /^\{SHA\}([A-Za-z0-9+/]{27}=)$/;

/** Reads one line of an `htpasswd` file. */
export function parseUserEntry(line: string): UserEntry | UserFault {
  const colon = line.indexOf(":");
  if (colon < 1) return { reason: "is no NAME:HASH", remedy: 'write it as "htpasswd -nB NAME" prints it' };
  const hash = parseHash(line.slice(colon + 1));
  return hash === undefined
    ? {
        reason: "has a hash of no known kind",
        remedy: 'use bcrypt with a cost of 4 to 14, as "htpasswd -nB NAME" does',
      }
    : { name: line.slice(0, colon), hash };
}

export function isUserFault(entry: UserEntry | UserFault): entry is UserFault {
  return "reason" in entry;
}

/** The lines of an `htpasswd` file that say something, each with its number from 1. */
export function userLines(file: string): readonly { readonly line: string; readonly number: number }[] {
  return file
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== "" && !line.startsWith("#"));
}

function parseHash(text: string): PasswordHash | undefined {
  if (BCRYPT.test(text)) return { type: "bcrypt", text };
  const [, salt] = APR1.exec(text) ?? [];
  if (salt !== undefined) return { type: "apr1", salt, text };
  const [, digest] = SHA.exec(text) ?? [];
  return digest === undefined ? undefined : { type: "sha", digest };
}
