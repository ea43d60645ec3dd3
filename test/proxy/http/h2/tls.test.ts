import { readFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { appsCertificate, shopCertificate } from "../../../support/certificates";
import { freePort } from "../../../support/free-ports";
import { afterTest } from "../../support/cleanup";
import { membersOf, secureTopologyOf, startEcho, startTopology } from "../../support/proxies";
import { echoOver, fetchOver, openHttps2 } from "./client";

async function startHttps(): Promise<number> {
  const port = await freePort();
  const certificates = [
    { name: "shop", certFile: shopCertificate.certFile, keyFile: shopCertificate.keyFile },
    { name: "apps", certFile: appsCertificate.certFile, keyFile: appsCertificate.keyFile },
  ];
  await startTopology(secureTopologyOf(port, certificates, { members: membersOf(await startEcho()) }));
  return port;
}

describe("HTTP/2 over TLS", () => {
  test("is spoken to clients that agree on it", async () => {
    const port = await startHttps();
    const ca = readFileSync(shopCertificate.certFile);
    const session = openHttps2(port, { ca, servername: "shop.example.com", rejectUnauthorized: true });

    const seen = await echoOver(session, "/", { headers: { ":authority": "shop.example.com" } });

    expect(session.alpnProtocol).toBe("h2");
    expect(seen).toMatchObject({
      host: "shop.example.com",
      headers: { "x-forwarded-proto": "https", "x-forwarded-port": String(port) },
    });
  });

  test("has 421 for a host that another certificate is for, and serves others on the connection", async () => {
    const session = openHttps2(await startHttps(), { servername: "shop.example.com" });
    const statusFor = async (host: string) =>
      (await fetchOver(session, "/", { headers: { ":authority": host } })).status;

    expect(await statusFor("shop.example.com")).toBe(200);
    expect(await statusFor("one.apps.example.com")).toBe(421);
    expect(await statusFor("www.shop.example.com")).toBe(200);
  });

  test("that a client has not agreed on is not taken for it", async () => {
    const port = await startHttps();
    const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false });
    afterTest(() => socket.destroy());
    socket.on("error", () => {});
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    const answer = await new Promise<string>((resolve) => socket.once("data", (bytes) => resolve(bytes.toString())));

    expect(answer).toMatch(/^HTTP\/1\.1 505 /);
  });
});
