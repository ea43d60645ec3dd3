import type { Name } from "./primitives";

/** A certificate and its key, as PEM files; relative paths start from the Topology's folder. */
export interface Certificate {
  readonly name: Name;
  /**
   * The certificate, and those of its issuers after it.
   *
   * @minLength 1
   */
  readonly certFile: string;
  /** @minLength 1 */
  readonly keyFile: string;
}
