import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "./diagnostic";
import { reasonOf } from "./file-fault";
import type { Topology } from "./model";
import { namedFiles } from "./named-files";
import type { Draft } from "./structure";
import { quoted } from "./wording";

const CERTIFICATE_START = /-----BEGIN CERTIFICATE-----/g;
const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Reads the certificates and keys that a Topology names and says which of them cannot be used: files that are missing or
 * no PEM, keys that belong to another certificate. A certificate that has expired, or is not valid yet, is a warning.
 *
 * @param baseDir - where relative paths start: the folder of the Topology's file
 * @param now - what validity is measured against
 */
export function checkCertificateFiles(topology: Draft<Topology>, baseDir: string, now = new Date()): Diagnostic[] {
  return [...certificateFaults(topology, baseDir, now), ...authorityFaults(topology, baseDir)];
}

function certificateFaults(topology: Draft<Topology>, baseDir: string, now: Date): Diagnostic[] {
  return (topology.certificates ?? []).flatMap((entry, index) => {
    const certificate = new FileCheck(`certificates[${index}].certFile`, entry?.certFile, baseDir);
    const key = new FileCheck(`certificates[${index}].keyFile`, entry?.keyFile, baseDir);
    const chain = certificate.read(parseChain);
    const privateKey = key.read(parseKey);
    const leaf = chain?.[0];
    if (leaf !== undefined) checkValidity(leaf, now, certificate);
    if (leaf !== undefined && privateKey !== undefined && !leaf.checkPrivateKey(privateKey)) {
      key.error(
        "key-mismatch",
        `the key does not belong to the first certificate of ${quoted(entry?.certFile)}`,
        keyRemedy(chain, privateKey),
      );
    }
    const ocsp = new FileCheck(`certificates[${index}].ocspFile`, entry?.ocspFile, baseDir);
    ocsp.read(parseOcsp);
    return [...certificate.diagnostics, ...key.diagnostics, ...ocsp.diagnostics];
  });
}

/** The certificates of those who issue the certificates of clients and of instances. */
function authorityFaults(topology: Draft<Topology>, baseDir: string): Diagnostic[] {
  const authorities = namedFiles(topology).filter(({ holds }) => holds === "authorities");
  return authorities.flatMap(({ path, file }) => {
    const check = new FileCheck(path, file, baseDir);
    check.read(parseChain);
    return check.diagnostics;
  });
}

/** What is to be said about one file. */
class FileCheck {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly path: string,
    /** `undefined` where the document names none; what is said of that is not this check's. */
    private readonly file: string | undefined,
    private readonly baseDir: string,
  ) {}

  /** What the file holds, or a diagnostic and `undefined`. */
  read<Content>(parse: (pem: string) => Content): Content | undefined {
    if (this.file === undefined) return undefined;
    const fullPath = resolve(this.baseDir, this.file);
    let pem: string;
    try {
      pem = readFileSync(fullPath, "utf8");
    } catch (error) {
      this.error("unreadable-file", `${quoted(this.file)} ${reasonOf(error)}`, `looked for ${fullPath}`);
      return undefined;
    }
    try {
      return parse(pem);
    } catch (error) {
      const reason = error instanceof PemFault ? error : new PemFault("is not valid PEM", "write it anew");
      this.error("invalid-pem", `${quoted(this.file)} ${reason.message}`, reason.remedy);
      return undefined;
    }
  }

  error(code: string, message: string, remedy: string): void {
    this.diagnostics.push({ code, severity: "error", path: this.path, message, remedy });
  }

  warning(code: string, message: string, remedy: string): void {
    this.diagnostics.push({ code, severity: "warning", path: this.path, message, remedy });
  }
}

class PemFault extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

function parseChain(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(CERTIFICATE_BLOCK) ?? [];
  // Whoever reads on would find fewer certificates than there are to be.
  if ((pem.match(CERTIFICATE_START)?.length ?? 0) > blocks.length) {
    throw new PemFault("holds a certificate without an end", "write it whole beside, and rename it into its place");
  }
  if (blocks.length === 0) {
    throw new PemFault("holds no certificate", 'it takes a block that starts with "-----BEGIN CERTIFICATE-----"');
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new PemFault(`holds a certificate that cannot be read, number ${index + 1}`, "write it anew");
    }
  });
}

/** A response begins as a sequence whose first element is its status (RFC 6960 section 4.2.1). */
function parseOcsp(text: string): void {
  if (!text.startsWith("0")) throw new PemFault("is no OCSP response", "write it as DER: openssl ocsp -respout FILE");
}

function parseKey(pem: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw new PemFault("is encrypted, and nobody is there to type its passphrase", "write the key without passphrase");
  }
  if (!/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(pem)) {
    throw new PemFault("holds no private key", 'it takes a block that starts with "-----BEGIN PRIVATE KEY-----"');
  }
  try {
    return createPrivateKey(pem);
  } catch {
    throw new PemFault("holds a private key that cannot be read", "write it anew");
  }
}

function keyRemedy(chain: readonly X509Certificate[] | undefined, key: KeyObject): string {
  const owner = chain?.findIndex((certificate) => certificate.checkPrivateKey(key)) ?? -1;
  return owner > 0
    ? `it belongs to certificate number ${owner + 1} of the file, which has to stand first`
    : "name the key that the certificate was made for";
}

function checkValidity(certificate: X509Certificate, now: Date, file: FileCheck): void {
  const from = new Date(certificate.validFrom);
  const to = new Date(certificate.validTo);
  if (to < now) {
    file.warning("certificate-expired", `the certificate was valid until ${day(to)}`, "renew it");
  } else if (from > now) {
    file.warning("certificate-not-yet-valid", `the certificate is valid from ${day(from)}`, "check the clock, or wait");
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
