import { X509Certificate } from "node:crypto";
import { copyFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { EchoReply } from "../../lib/echo";
import type { Certificate, Topology } from "../../lib/topology";
import {
  appsCertificate,
  renewedShopCertificate,
  shopCertificate,
  type TestCertificate,
} from "../support/certificates";
import { freePort } from "../support/free-ports";
import { afterTest } from "./support/cleanup";
import { sendRaw } from "./support/clients";
import { eventually } from "./support/conditions";
import {
  ConfigFile,
  membersOf,
  secureTopologyOf,
  startConfigFile,
  startEcho,
  startTopology,
  temporaryFolder,
} from "./support/proxies";

const CERTIFICATES: readonly Certificate[] = [
  { name: "shop", certFile: shopCertificate.certFile, keyFile: shopCertificate.keyFile },
  { name: "apps", certFile: appsCertificate.certFile, keyFile: appsCertificate.keyFile },
];

async function httpsTopology(port: number, certificates = CERTIFICATES): Promise<Topology> {
  return secureTopologyOf(port, certificates, {
    members: membersOf(await startEcho()),
    sessionAffinity: { type: "Cookie" },
  });
}

async function startHttps(): Promise<number> {
  const port = await freePort();
  await startTopology(await httpsTopology(port));
  return port;
}

function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options }, () => resolve(socket));
    socket.on("error", reject);
    afterTest(() => socket.destroy());
  });
}

async function certificateFor(port: number, servername?: string): Promise<string> {
  const socket = await handshake(port, servername === undefined ? {} : { servername });
  const fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? "";
  socket.destroy();
  return fingerprint;
}

function fingerprintOf({ cert }: TestCertificate): string {
  return new X509Certificate(cert).fingerprint256;
}

describe("HTTPS", () => {
  test.each([
    { servername: "shop.example.com", certificate: "shop", of: shopCertificate },
    { servername: "www.shop.example.com", certificate: "shop", of: shopCertificate },
    { servername: "SHOP.example.com", certificate: "shop", of: shopCertificate },
    { servername: "one.apps.example.com", certificate: "apps", of: appsCertificate },
    { servername: "two.one.apps.example.com", certificate: "shop, the default", of: shopCertificate },
    { servername: "apps.example.com", certificate: "shop, the default", of: shopCertificate },
    { servername: "elsewhere.example.net", certificate: "shop, the default", of: shopCertificate },
    { servername: undefined, certificate: "shop, the default", of: shopCertificate },
  ])("$servername is shown $certificate", async ({ servername, of }) => {
    const port = await startHttps();

    expect(await certificateFor(port, servername)).toBe(fingerprintOf(of));
  });

  test("a request is verified by its certificate, and the service is told of https", async () => {
    const port = await startHttps();

    const { reply, cookie } = await new Promise<{ reply: EchoReply; cookie: string }>((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port,
        servername: "shop.example.com",
        ca: shopCertificate.cert,
        agent: false,
      };
      const sent = request({ ...options, headers: { host: "shop.example.com" } }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        const cookie = response.headers["set-cookie"]?.[0] ?? "";
        response.on("end", () => resolve({ reply: JSON.parse(text) as EchoReply, cookie }));
      });
      sent.on("error", reject);
      sent.end();
    });

    expect(reply).toMatchObject({
      host: "shop.example.com",
      headers: { "x-forwarded-proto": "https", "x-forwarded-port": String(port) },
    });
    expect(cookie).toMatch(/; Secure$/);
  });

  test("TLS 1.1 and older are refused, 1.2 and 1.3 are spoken", async () => {
    const port = await startHttps();

    await expect(
      handshake(port, { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }),
    ).rejects.toThrow();
    expect((await handshake(port, { maxVersion: "TLSv1.2" })).getProtocol()).toBe("TLSv1.2");
    expect((await handshake(port)).getProtocol()).toBe("TLSv1.3");
  });

  test("a cipher without forward secrecy is refused", async () => {
    const port = await startHttps();

    await expect(handshake(port, { maxVersion: "TLSv1.2", ciphers: "AES128-SHA" })).rejects.toThrow();
  });

  test("HTTP/2 is agreed on by ALPN where a client speaks it, and HTTP/1.1 otherwise", async () => {
    const port = await startHttps();

    expect((await handshake(port, { ALPNProtocols: ["h2", "http/1.1"] })).alpnProtocol).toBe("h2");
    expect((await handshake(port, { ALPNProtocols: ["http/1.1", "h2"] })).alpnProtocol).toBe("h2");
    expect((await handshake(port, { ALPNProtocols: ["http/1.1"] })).alpnProtocol).toBe("http/1.1");
    expect((await handshake(port)).alpnProtocol).toBe(false);
  });

  test("plain HTTP on its port is not answered", async () => {
    const port = await startHttps();

    expect(await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).not.toContain("200");
  });
});

describe("changed certificate files", () => {
  test("are taken up by themselves, and connections stay", async () => {
    const folder = temporaryFolder();
    const install = ({ certFile, keyFile }: TestCertificate): void => {
      copyFileSync(keyFile, join(folder, "shop.key"));
      copyFileSync(certFile, join(folder, "shop.crt"));
    };
    install(shopCertificate);
    const port = await freePort();
    const topology = await httpsTopology(port, [
      { name: "shop", certFile: join(folder, "shop.crt"), keyFile: join(folder, "shop.key") },
    ]);
    const file = new ConfigFile(topology);
    await startConfigFile(file.path);
    const before = await handshake(port);
    expect(await certificateFor(port)).toBe(fingerprintOf(shopCertificate));

    install(renewedShopCertificate);

    await eventually(async () => (await certificateFor(port)) === fingerprintOf(renewedShopCertificate));
    expect(await certificateFor(port, "shop.example.com")).toBe(fingerprintOf(renewedShopCertificate));
    before.write("GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n");
    await eventually(() => before.read() !== null);
  });

  test("that do not fit each other leave the old ones in use", async () => {
    const folder = temporaryFolder();
    copyFileSync(shopCertificate.certFile, join(folder, "shop.crt"));
    copyFileSync(shopCertificate.keyFile, join(folder, "shop.key"));
    const port = await freePort();
    const topology = await httpsTopology(port, [
      { name: "shop", certFile: join(folder, "shop.crt"), keyFile: join(folder, "shop.key") },
    ]);
    const file = new ConfigFile(topology);
    const { proxy } = await startConfigFile(file.path);

    copyFileSync(renewedShopCertificate.certFile, join(folder, "shop.crt"));

    expect(await proxy.reload()).toBe("refused");
    expect(await certificateFor(port)).toBe(fingerprintOf(shopCertificate));
  });
});
