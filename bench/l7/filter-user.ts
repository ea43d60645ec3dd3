import { createHash } from "node:crypto";

interface User {
  readonly name: string;
  readonly password: string;
}

/** Who may pass where a password is asked for. */
export const FILTER_USER: User = { name: "ann", password: "secret" };

/** A line of an `htpasswd` file. */
export function shaUser({ name, password }: User): string {
  return `${name}:{SHA}${createHash("sha1").update(password).digest("base64")}`;
}

/** The value of `Authorization`. */
export function basicCredentials({ name, password }: User): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}
