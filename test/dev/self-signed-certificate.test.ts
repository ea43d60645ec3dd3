import { createPrivateKey, X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { selfSignedCertificate } from "../../lib/dev/self-signed-certificate";

const DAY = 86_400_000;

test("is for its hosts, this machine, and nobody else, with its own key", () => {
  const now = Date.UTC(2026, 0, 31, 12);
  const { certificate, key } = selfSignedCertificate(["shop.example.com", "*.shop.example.com"], 30, now);
  const parsed = new X509Certificate(certificate);
  for (const host of ["shop.example.com", "a.shop.example.com", "localhost"])
    expect(parsed.checkHost(host)).toBeDefined();
  for (const host of ["example.com", "a.b.shop.example.com"]) expect(parsed.checkHost(host)).toBeUndefined();
  expect(parsed.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(Date.parse(parsed.validFrom)).toBe(now - DAY);
  expect(Date.parse(parsed.validTo)).toBe(now + 30 * DAY);
});

test.each([2049, 2051])("knows the year %i", (year) => {
  const { certificate } = selfSignedCertificate([], 1, Date.UTC(year, 5, 1));
  expect(new Date(new X509Certificate(certificate).validTo).getUTCFullYear()).toBe(year);
});

test("two are never the same", () => {
  const numbers = [1, 2].map(() => new X509Certificate(selfSignedCertificate([], 1).certificate).serialNumber);
  expect(new Set(numbers).size).toBe(2);
});

test("may have more hosts than fit into a short length", () => {
  const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}.example.com`);
  const parsed = new X509Certificate(selfSignedCertificate(hosts, 1).certificate);
  expect(parsed.subjectAltName?.split(", ")).toHaveLength(42);
});

test("a client that trusts it alone is content with it", async () => {
  const { certificate, key } = selfSignedCertificate(["shop.example.com"], 1);
  const server = createServer({ cert: certificate, key }, (socket) => socket.end("hello")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const said = await new Promise<string>((resolve, reject) => {
      let text = "";
      connect({ port, host: "127.0.0.1", servername: "shop.example.com", ca: certificate })
        .on("data", (chunk) => {
          text += chunk.toString();
        })
        .on("end", () => resolve(text))
        .on("error", reject);
    });
    expect(said).toBe("hello");
  } finally {
    server.close();
  }
});
