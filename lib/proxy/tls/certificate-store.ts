import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Certificate } from "../../topology";
import { LoadedCertificate, LoadedCertificateSet } from "./certificate-set";

/**
 * Loads certificates, and keeps those whose files still hold the same: an unchanged listener then keeps its set, and
 * with it the sessions that its clients may resume.
 */
export class CertificateStore {
  private loaded = new Map<string, LoadedCertificate>();
  private sets: readonly LoadedCertificateSet[] = [];

  /**
   * Reads the files anew.
   *
   * @param baseDir where relative paths start
   * @throws Error where a file cannot be read or used
   */
  load(certificates: readonly Certificate[], baseDir: string): CertificateBatch {
    const fresh = new Map<string, LoadedCertificate>();
    for (const { name, certFile, keyFile } of certificates) {
      const cert = readFileSync(resolve(baseDir, certFile), "utf8");
      const key = readFileSync(resolve(baseDir, keyFile), "utf8");
      const before = this.loaded.get(name);
      fresh.set(name, before?.cert === cert && before.key === key ? before : new LoadedCertificate(cert, key));
    }
    return new CertificateBatch(fresh, this.sets);
  }

  /** What was loaded is in use from now on. */
  commit(batch: CertificateBatch): void {
    this.loaded = new Map(batch.certificates);
    this.sets = batch.sets;
  }
}

/** The certificates of one snapshot. */
export class CertificateBatch {
  readonly sets: LoadedCertificateSet[] = [];

  constructor(
    readonly certificates: ReadonlyMap<string, LoadedCertificate>,
    private readonly before: readonly LoadedCertificateSet[],
  ) {}

  /** @throws RangeError where a name is not among the certificates, or there is none */
  setOf(names: readonly string[]): LoadedCertificateSet {
    const [first, ...others] = names.map((name) => {
      const certificate = this.certificates.get(name);
      if (certificate === undefined) throw new RangeError(`there is no certificate "${name}"`);
      return certificate;
    });
    if (first === undefined) throw new RangeError("a listener of TLS needs a certificate");
    const list: [LoadedCertificate, ...LoadedCertificate[]] = [first, ...others];
    const known = [...this.sets, ...this.before].find(
      (set) => set.certificates.length === list.length && set.certificates.every((one, index) => one === list[index]),
    );
    const set = known ?? new LoadedCertificateSet(list);
    if (!this.sets.includes(set)) this.sets.push(set);
    return set;
  }
}
