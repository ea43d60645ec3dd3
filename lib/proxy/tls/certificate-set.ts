import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { CertificateSet } from "../engine";

/** Forward secrecy and authenticated encryption alone, for TLS 1.2; those of TLS 1.3 are all of that kind. */
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");

/** A certificate with its key, loaded and ready. */
export class LoadedCertificate {
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
  /** The host names that it is for, in lower case. */
  readonly names: readonly string[];

  /**
   * @param cert PEM: the certificate, and those of its issuers after it
   * @param key PEM
   * @throws Error where the two do not fit or cannot be read
   */
  constructor(
    readonly cert: string,
    readonly key: string,
  ) {
    this.options = { cert, key, minVersion: "TLSv1.2", ciphers: CIPHERS };
    this.context = createSecureContext(this.options);
    this.names = namesOf(new X509Certificate(cert));
  }
}

/** The certificates of one listener, looked up by server name. */
export class LoadedCertificateSet implements CertificateSet {
  readonly defaults: SecureContextOptions;
  private readonly byName = new Map<string, SecureContext>();
  private readonly fallback: SecureContext;

  /** @param certificates the first is the default; of two for one name the first is used */
  constructor(readonly certificates: readonly [LoadedCertificate, ...LoadedCertificate[]]) {
    const [first] = certificates;
    this.defaults = first.options;
    this.fallback = first.context;
    for (const { names, context } of certificates) {
      for (const name of names) if (!this.byName.has(name)) this.byName.set(name, context);
    }
  }

  /** An exact name wins over a wildcard, which stands for one label (RFC 9525 section 6.3). */
  contextFor(serverName: string): SecureContext {
    return this.named(serverName.toLowerCase()) ?? this.fallback;
  }

  isMisdirected(serverName: string | undefined, hostname: string): boolean {
    if (this.certificates.length === 1) return false;
    const own = this.named(hostname);
    return own !== undefined && own !== this.contextFor(serverName ?? "");
  }

  private named(name: string): SecureContext | undefined {
    const dot = name.indexOf(".");
    return this.byName.get(name) ?? (dot < 0 ? undefined : this.byName.get(`*${name.slice(dot)}`));
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
