import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCertificateFiles, formatDiagnostic } from "../../lib/topology";

const folder = join(__dirname, "fixtures", "certificates");
const whileValid = new Date("2050-01-01");

function check(certFile: string, keyFile: string, now = whileValid, baseDir = folder): readonly string[] {
  const topology = { version: 1, certificates: [{ name: "shop", certFile, keyFile }] } as const;
  return checkCertificateFiles(topology, baseDir, now).map(
    (diagnostic) => `${diagnostic.severity} ${diagnostic.code} ${formatDiagnostic(diagnostic)}`,
  );
}

describe("certificate files", () => {
  it("says nothing about a certificate with its key, the chain after it", () => {
    expect(check("shop.crt", "shop.key")).toEqual([]);
  });

  it("says nothing where there are no certificates", () => {
    expect(checkCertificateFiles({ version: 1 }, folder)).toEqual([]);
  });

  it("takes absolute paths as they are", () => {
    expect(check(join(folder, "shop.crt"), join(folder, "shop.key"), whileValid, "/nowhere")).toEqual([]);
  });

  it("names every file that is missing, and where it was looked for", () => {
    expect(check("shop.crt", "shop.key", whileValid, "/nowhere")).toEqual([
      'error unreadable-file certificates[0].certFile: "shop.crt" does not exist; looked for /nowhere/shop.crt',
      'error unreadable-file certificates[0].keyFile: "shop.key" does not exist; looked for /nowhere/shop.key',
    ]);
  });

  it("names a folder in place of a file", () => {
    expect(check(".", "shop.key")).toEqual([
      `error unreadable-file certificates[0].certFile: "." is a folder; looked for ${folder}`,
    ]);
  });

  it.each([
    ["shop.key", "shop.key", 'invalid-pem certificates[0].certFile: "shop.key" holds no certificate'],
    ["broken.crt", "shop.key", 'invalid-pem certificates[0].certFile: "broken.crt" holds a certificate that cannot be'],
    ["shop.crt", "shop.crt", 'invalid-pem certificates[0].keyFile: "shop.crt" holds no private key'],
    ["shop.crt", "broken.key", 'invalid-pem certificates[0].keyFile: "broken.key" holds a private key that cannot be'],
    ["shop.crt", "encrypted.key", 'invalid-pem certificates[0].keyFile: "encrypted.key" is encrypted'],
    ["shop.crt", "other.key", "key-mismatch certificates[0].keyFile: the key does not belong to the first certificate"],
  ])("refuses %s with %s", (certFile, keyFile, expected) => {
    expect(check(certFile, keyFile)).toEqual([expect.stringContaining(`error ${expected}`)]);
  });

  it("tells a chain in the wrong order from a key of another certificate", () => {
    expect(check("reversed.crt", "shop.key")).toEqual([
      'error key-mismatch certificates[0].keyFile: the key does not belong to the first certificate of "reversed.crt"; ' +
        "it belongs to certificate number 2 of the file, which has to stand first",
    ]);
  });

  it("warns of a certificate outside its time", () => {
    expect(check("shop.crt", "shop.key", new Date("2200-01-01"))).toEqual([
      "warning certificate-expired certificates[0].certFile: the certificate was valid until 2126-10-28; renew it",
    ]);
    expect(check("shop.crt", "shop.key", new Date("2000-01-01"))).toEqual([
      "warning certificate-not-yet-valid certificates[0].certFile: the certificate is valid from 2026-11-21; " +
        "check the clock, or wait",
    ]);
  });

  describe("that somebody is still writing", () => {
    const two = readFileSync(join(folder, "shop.crt"), "utf8");
    const end = two.lastIndexOf("-----END CERTIFICATE-----");

    it.each([
      ["within the last certificate", two.slice(0, end - 100)],
      ["within its last line", two.slice(0, end + 10)],
      ["within the first, with another after it", `${two.slice(0, 200)}\n${two}`],
    ])("are refused rather than read in part: %s", (_, pem) => {
      const files = mkdtempSync(join(tmpdir(), "portico-"));
      try {
        writeFileSync(join(files, "ca.pem"), pem);
        const topology = { version: 1, services: [{ name: "users", tls: { caFile: "ca.pem" } }] } as const;
        expect(checkCertificateFiles(topology, files).map(formatDiagnostic)).toEqual([
          'services[0].tls.caFile: "ca.pem" holds a certificate without an end; ' +
            "write it whole beside, and rename it into its place",
        ]);
      } finally {
        rmSync(files, { recursive: true });
      }
    });
  });

  it("takes one file that holds both", () => {
    const bundle = mkdtempSync(join(tmpdir(), "portico-"));
    try {
      const pem = ["shop.key", "shop.crt"].map((file) => readFileSync(join(folder, file), "utf8"));
      writeFileSync(join(bundle, "shop.pem"), pem.join(""));
      expect(check("shop.pem", "shop.pem", whileValid, bundle)).toEqual([]);
    } finally {
      rmSync(bundle, { recursive: true });
    }
  });
});
