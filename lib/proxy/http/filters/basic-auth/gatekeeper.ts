import { createHash, hash as hashAtOnce, randomBytes } from "node:crypto";
import type { PasswordHash, UserEntry } from "../../../../topology";
import type { Credentials } from "./credentials";
import { hasHash, isQuicker, slowest } from "./password-check";

/** What became of a check; `busy` where too many are waiting for theirs. */
export type Admission = "admitted" | "refused" | "busy";

/** Checks that wait for the one under way. A slow hash is slow for everyone: the process has one thread. */
const MOST_WAITING = 64;
/** For each user, passwords are remembered that were right: there is one, and perhaps one that a file has replaced. */
const MOST_REMEMBERED = 10_000;

/**
 * Knows the users. Checking a password takes up to hundreds of milliseconds on purpose, so that what was right is
 * remembered, as a digest with a key that never leaves the process.
 */
export class Gatekeeper {
  private readonly hashes: ReadonlyMap<string, PasswordHash>;
  /** Checked before anybody is refused whose own hash is quicker, so that the time does not tell which names there are. */
  private readonly decoy: PasswordHash | undefined;
  private readonly key = randomBytes(32).toString("latin1");
  private readonly right = new Set<string>();
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(users: readonly UserEntry[]) {
    this.hashes = new Map(users.map(({ name, hash }) => [name, hash]));
    this.decoy = slowest(users.map(({ hash }) => hash));
  }

  /** At once for who was admitted before. */
  check(credentials: Credentials): Admission | Promise<Admission> {
    const digest = this.digestOf(credentials);
    if (this.right.has(digest)) return "admitted";
    if (this.waiting >= MOST_WAITING) return "busy";
    this.waiting += 1;
    const checked = this.last.then(() => this.compare(credentials, digest));
    // One that fails fails alone.
    this.last = checked.catch(() => undefined);
    return checked;
  }

  /** One after the other: together they would take as long, and hold up everything else in between. */
  private async compare({ name, password }: Credentials, digest: string): Promise<Admission> {
    try {
      if (!(await this.isRight(name, password))) return "refused";
      if (this.right.size >= MOST_REMEMBERED) this.right.clear();
      this.right.add(digest);
      return "admitted";
    } finally {
      this.waiting -= 1;
    }
  }

  private async isRight(name: string, password: Buffer): Promise<boolean> {
    const own = this.hashes.get(name);
    if (own !== undefined && (await hasHash(password, own))) return true;
    if (this.decoy !== undefined && (own === undefined || isQuicker(own, this.decoy))) {
      await hasHash(password, this.decoy);
    }
    return false;
  }

  /**
   * The length of the name keeps name and password apart. Nobody ever sees a digest, so that the key may simply stand
   * first.
   */
  private digestOf({ name, password }: Credentials): string {
    return sha256(`${this.key}${name.length}:${name}${password.toString("latin1")}`);
  }
}

/** This is done for each request. Node 20.12 and later have a function that takes a quarter of the time. */
function sha256(text: string): string {
  if (hashAtOnce === undefined) return createHash("sha256").update(text).digest("base64");
  return hashAtOnce("sha256", text, "base64");
}
