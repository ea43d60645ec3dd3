import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import { contextOptions, DEFAULT_SETTINGS, type TlsSettings } from "./tls-settings";

/** What goes with a certificate and its key. */
interface CertificateExtras {
  /** DER: what the issuer's OCSP responder has said of it. */
  readonly ocsp?: Buffer | undefined;
  /** 48 bytes: what session tickets are sealed with. Processes that share them take up each other's sessions. */
  readonly ticketKeys?: Buffer | undefined;
}

/** A certificate with its key, loaded and ready. */
export class LoadedCertificate {
  /** Under the default settings. */
  readonly context: SecureContext;
  /** The host names that it is for, in lower case. */
  readonly names: readonly string[];
  /** DER, without its issuers. */
  readonly der: Buffer;
  readonly ocsp: Buffer | undefined;
  readonly ticketKeys: Buffer | undefined;

  /**
   * @param cert PEM: the certificate, and those of its issuers after it
   * @param key PEM
   * @throws Error where the two do not fit or cannot be read
   */
  constructor(
    readonly cert: string,
    readonly key: string,
    { ocsp, ticketKeys }: CertificateExtras = {},
  ) {
    this.ocsp = ocsp;
    this.ticketKeys = ticketKeys;
    this.context = createSecureContext(this.options(DEFAULT_SETTINGS));
    const parsed = new X509Certificate(cert);
    this.names = namesOf(parsed);
    this.der = parsed.raw;
  }

  options(settings: TlsSettings): SecureContextOptions {
    const { cert, key, ticketKeys } = this;
    return { cert, key, ...contextOptions(settings), ...(ticketKeys === undefined ? {} : { ticketKeys }) };
  }

  contextWith(settings: TlsSettings): SecureContext {
    return settings === DEFAULT_SETTINGS ? this.context : createSecureContext(this.options(settings));
  }
}

/** The DNS names of the certificate's alternative names; its common name where it has none. */
function namesOf(certificate: X509Certificate): readonly string[] {
  const alternative = (certificate.subjectAltName ?? "")
    .split(/,\s*/)
    .filter((entry) => entry.startsWith("DNS:"))
    .map((entry) => entry.slice("DNS:".length).toLowerCase());
  if (alternative.length > 0) return alternative;
  const [, commonName] = /(?:^|\n)CN=([^\n]+)/.exec(certificate.subject) ?? [];
  return commonName === undefined ? [] : [commonName.toLowerCase()];
}
