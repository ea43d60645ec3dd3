import { createHash, timingSafeEqual } from "node:crypto";
import type { PasswordHash } from "../../../../topology";
import { apr1 } from "./apr1";
import { BcryptThread } from "./bcrypt-thread";

const bcrypt = new BcryptThread();

/** Whether a password has a hash; takes the same time for a wrong one as for the right one. */
export async function hasHash(password: Buffer, hash: PasswordHash): Promise<boolean> {
  switch (hash.type) {
    case "bcrypt":
      // Passwords are UTF-8 (RFC 7617 section 2.1), as what makes such files takes them.
      return bcrypt.compare(password.toString("utf8"), hash.text);
    case "apr1":
      return equalInConstantTime(apr1(password, hash.salt), hash.text);
    case "sha":
      return equalInConstantTime(createHash("sha1").update(password).digest("base64"), hash.digest);
  }
}

/** The hash that takes the longest to check; `undefined` where there is none. */
export function slowest(hashes: readonly PasswordHash[]): PasswordHash | undefined {
  return hashes.toSorted((one, other) => costOf(other) - costOf(one))[0];
}

/** Whether one takes less time to check than the other. */
export function isQuicker(one: PasswordHash, other: PasswordHash): boolean {
  return costOf(one) < costOf(other);
}

/** Where a hash stands among those that take longer and those that are quicker: the others are quicker than any bcrypt. */
function costOf(hash: PasswordHash): number {
  if (hash.type === "bcrypt") return Number(hash.text.slice(4, 6));
  return hash.type === "apr1" ? 1 : 0;
}

/** Texts of the same length for the same kind of hash, so that a difference in length tells nothing secret. */
function equalInConstantTime(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
