import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import type { Certificate } from "../topology";
import { selfSignedCertificate } from "./self-signed-certificate";

/** A user that exists on this machine alone, for as long as the run. */
export interface DevelopmentUser {
  readonly name: string;
  readonly password: string;
}

const USER = "dev";
/** Nobody has long to guess, and nothing that is worth it. */
const COST = 4;
const DAYS = 30;

/**
 * Secrets that stand for those which are not on this machine. They are made when they are first asked for, stay the same
 * as long as the run, and are gone behind it.
 */
export class DevelopmentFiles {
  readonly user: DevelopmentUser = { name: USER, password: randomBytes(9).toString("base64url") };
  private folder: string | undefined;
  private users: string | undefined;
  private readonly certificates = new Map<string, Certificate>();

  /** A file with the one user. */
  usersFile(): string {
    const { name, password } = this.user;
    this.users ??= this.write("users.htpasswd", `${name}:${hashSync(password, COST)}\n`);
    return this.users;
  }

  isUsersFile(file: string | undefined): boolean {
    return file !== undefined && file === this.users;
  }

  /** A certificate of that name for these hosts. */
  certificate(name: string, hostnames: readonly string[]): Certificate {
    const key = JSON.stringify([name, hostnames]);
    const made = this.certificates.get(key) ?? this.make(name, hostnames);
    this.certificates.set(key, made);
    return made;
  }

  dispose(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private make(name: string, hostnames: readonly string[]): Certificate {
    const { certificate, key } = selfSignedCertificate(hostnames, DAYS);
    const file = `certificate-${this.certificates.size + 1}`;
    return { name, certFile: this.write(`${file}.crt`, certificate), keyFile: this.write(`${file}.key`, key) };
  }

  private write(name: string, content: string): string {
    // Its owner alone may look into it.
    this.folder ??= mkdtempSync(join(tmpdir(), "portico-dev-files-"));
    const file = join(this.folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }
}
