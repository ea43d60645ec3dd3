import type { SecureContext, SecureContextOptions } from "node:tls";
import type { CertificateSet, ClientCertificates } from "../engine";
import type { LoadedCertificate } from "./loaded-certificate";
import { DEFAULT_SETTINGS, type TlsSettings } from "./tls-settings";

/** The certificates of one listener, looked up by server name. */
export class LoadedCertificateSet implements CertificateSet {
  readonly defaults: SecureContextOptions;
  readonly clients: ClientCertificates | undefined;
  private readonly byName = new Map<string, SecureContext>();
  private readonly fallback: SecureContext;

  /** @param certificates the first is the default; of two for one name the first is used */
  constructor(
    readonly certificates: readonly [LoadedCertificate, ...LoadedCertificate[]],
    readonly settings: TlsSettings = DEFAULT_SETTINGS,
  ) {
    const [first, ...others] = certificates;
    this.defaults = first.options(settings);
    this.clients = settings.clients && { required: settings.clients.required };
    this.fallback = first.contextWith(settings);
    this.add(first, this.fallback);
    for (const certificate of others) this.add(certificate, certificate.contextWith(settings));
  }

  /**
   * An exact name wins over a wildcard, which stands for one label (RFC 9525 section 6.3). There is to be no dot at the
   * end (RFC 6066 section 3); of clients that take it over from a URL, it means the same.
   */
  contextFor(serverName: string): SecureContext {
    const name = serverName.endsWith(".") ? serverName.slice(0, -1) : serverName;
    return this.named(name.toLowerCase()) ?? this.fallback;
  }

  isMisdirected(serverName: string | undefined, hostname: string): boolean {
    if (this.certificates.length === 1) return false;
    const own = this.named(hostname);
    return own !== undefined && own !== this.contextFor(serverName ?? "");
  }

  ocspFor(der: Buffer): Buffer | undefined {
    return this.certificates.find((certificate) => certificate.der.equals(der))?.ocsp;
  }

  private add({ names }: LoadedCertificate, context: SecureContext): void {
    for (const name of names) if (!this.byName.has(name)) this.byName.set(name, context);
  }

  private named(name: string): SecureContext | undefined {
    const dot = name.indexOf(".");
    return this.byName.get(name) ?? (dot < 0 ? undefined : this.byName.get(`*${name.slice(dot)}`));
  }
}
