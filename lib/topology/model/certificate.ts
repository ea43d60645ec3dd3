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
  /**
   * A response of the issuer's OCSP responder, as DER (RFC 6960), shown to clients that ask for it (RFC 6066 section 8).
   *
   * @minLength 1
   */
  readonly ocspFile?: string;
}
