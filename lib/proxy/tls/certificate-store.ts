import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { type Certificate, namedFiles, type ServiceTls, type TlsTermination, type Topology } from "../../topology";
import type { UpstreamTls } from "../engine";
import { LoadedCertificateSet } from "./certificate-set";
import { LoadedCertificate } from "./loaded-certificate";
import type { TicketKeys } from "./ticket-keys";
import { DEFAULT_SETTINGS, digest, type TlsSettings } from "./tls-settings";

/**
 * Loads certificates, and keeps those whose files still hold the same: an unchanged listener then keeps its set, and
 * with it the sessions that its clients may resume.
 */
export class CertificateStore {
  private loaded = new Map<string, LoadedCertificate>();
  private sets: readonly LoadedCertificateSet[] = [];
  private upstreams: ReadonlyMap<string, UpstreamTls> = new Map();

  /** @param ticketKeys of processes whose clients may resume a session with each; absent, none do */
  constructor(private readonly ticketKeys?: TicketKeys) {}

  /** Whether what is in use seals tickets with keys that are not of this time any more. */
  isOutdated(now = Date.now()): boolean {
    const keys = this.ticketKeys?.at(now);
    return [...this.loaded.values()].some(({ ticketKeys }) => ticketKeys !== keys);
  }

  /**
   * Reads the files anew, and seals tickets with the keys of this time.
   *
   * @param baseDir where relative paths start
   * @throws Error where a file cannot be read or used
   */
  load(
    topology: Pick<Topology, "certificates" | "edges" | "services">,
    baseDir: string,
    now = Date.now(),
  ): CertificateBatch {
    const ticketKeys = this.ticketKeys?.at(now);
    const read = (file: string): string => readFileSync(resolve(baseDir, file), "utf8");
    const fresh = new Map<string, LoadedCertificate>();
    for (const certificate of topology.certificates ?? [])
      fresh.set(certificate.name, this.one(certificate, baseDir, ticketKeys));
    const authorityFiles = namedFiles(topology).filter(({ holds }) => holds === "authorities");
    const authorities = new Map(authorityFiles.map(({ file }) => [file, read(file)]));
    return new CertificateBatch(fresh, authorities, this.sets, this.upstreams);
  }

  /** What was loaded is in use from now on. */
  commit(batch: CertificateBatch): void {
    this.loaded = new Map(batch.certificates);
    this.sets = batch.sets;
    this.upstreams = batch.upstreams;
  }

  private one(
    { name, certFile, keyFile, ocspFile }: Certificate,
    baseDir: string,
    ticketKeys: Buffer | undefined,
  ): LoadedCertificate {
    const cert = readFileSync(resolve(baseDir, certFile), "utf8");
    const key = readFileSync(resolve(baseDir, keyFile), "utf8");
    const ocsp = ocspFile === undefined ? undefined : readFileSync(resolve(baseDir, ocspFile));
    const before = this.loaded.get(name);
    const isSame = before?.cert === cert && before.key === key && isSameResponse(before.ocsp, ocsp);
    return isSame && before.ticketKeys === ticketKeys ? before : new LoadedCertificate(cert, key, { ocsp, ticketKeys });
  }
}

function isSameResponse(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}

/** The certificates of one snapshot. */
export class CertificateBatch {
  readonly sets: LoadedCertificateSet[] = [];
  /** By what they depend on. */
  readonly upstreams = new Map<string, UpstreamTls>();

  constructor(
    readonly certificates: ReadonlyMap<string, LoadedCertificate>,
    /** PEM by file: those who may have issued clients' certificates. */
    readonly authorities: ReadonlyMap<string, string>,
    private readonly before: readonly LoadedCertificateSet[],
    private readonly upstreamsBefore: ReadonlyMap<string, UpstreamTls>,
  ) {}

  /** @throws RangeError where a name is not among the certificates, or there is none */
  setOf(names: readonly string[], termination: TlsTermination = {}): LoadedCertificateSet {
    const [first, ...others] = names.map((name) => {
      const certificate = this.certificates.get(name);
      if (certificate === undefined) throw new RangeError(`there is no certificate "${name}"`);
      return certificate;
    });
    if (first === undefined) throw new RangeError("a listener of TLS needs a certificate");
    const list: [LoadedCertificate, ...LoadedCertificate[]] = [first, ...others];
    const settings = this.settingsOf(termination);
    const known = [...this.sets, ...this.before].find(
      (set) =>
        digest(set.settings) === digest(settings) &&
        set.certificates.length === list.length &&
        set.certificates.every((one, index) => one === list[index]),
    );
    const set = known ?? new LoadedCertificateSet(list, settings);
    if (!this.sets.includes(set)) this.sets.push(set);
    return set;
  }

  /** How the instances of a service are spoken to; the same object as before where nothing has changed. */
  upstreamOf({ hostname, caFile, certificate: name }: ServiceTls): UpstreamTls {
    const authorities = caFile === undefined ? undefined : this.read(caFile);
    const certificate = name === undefined ? undefined : this.certificates.get(name);
    const own = certificate && { cert: certificate.cert, key: certificate.key };
    const identity = JSON.stringify([hostname, authorities, own]);
    const known = this.upstreams.get(identity) ?? this.upstreamsBefore.get(identity);
    const ca = authorities === undefined ? {} : { ca: authorities };
    const upstream = known ?? { context: createSecureContext({ minVersion: "TLSv1.2", ...ca, ...own }), hostname };
    this.upstreams.set(identity, upstream);
    return upstream;
  }

  private read(caFile: string): string {
    const authorities = this.authorities.get(caFile);
    if (authorities === undefined) throw new RangeError(`${caFile} was not read`);
    return authorities;
  }

  private settingsOf({ policy = DEFAULT_SETTINGS.policy, clientValidation }: TlsTermination): TlsSettings {
    if (clientValidation === undefined && policy === DEFAULT_SETTINGS.policy) return DEFAULT_SETTINGS;
    if (clientValidation === undefined) return { policy, clients: undefined };
    const { caFile, mode = "Required" } = clientValidation;
    const authorities = this.read(caFile);
    return { policy, clients: { authorities, required: mode === "Required" } };
  }
}
