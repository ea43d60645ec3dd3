import { request } from "node:https";
import { appsCertificate, shopCertificate } from "../../../support/certificates";
import { freePort } from "../../../support/free-ports";
import { membersOf, secureTopologyOf, startEcho, startTopology } from "../../support/proxies";

/** A listener with two certificates. */
async function startTwoCertificates(): Promise<number> {
  const port = await freePort();
  const certificates = [
    { name: "shop", certFile: shopCertificate.certFile, keyFile: shopCertificate.keyFile },
    { name: "apps", certFile: appsCertificate.certFile, keyFile: appsCertificate.keyFile },
  ];
  await startTopology(secureTopologyOf(port, certificates, { members: membersOf(await startEcho()) }));
  return port;
}

function statusFor(port: number, servername: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, servername, headers: { host }, agent: false, rejectUnauthorized: false };
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("a request for a host that another certificate is for: 421", async () => {
  const port = await startTwoCertificates();
  const cases = [
    { servername: "shop.example.com", host: "shop.example.com", status: 200 },
    { servername: "shop.example.com", host: "www.shop.example.com", status: 200 },
    { servername: "shop.example.com", host: "one.apps.example.com", status: 421 },
    { servername: "one.apps.example.com", host: "two.apps.example.com:443", status: 200 },
    { servername: "one.apps.example.com", host: "shop.example.com", status: 421 },
    { servername: "one.apps.example.com.", host: "one.apps.example.com.", status: 200 },
    // No certificate is for it: any will do, as the default does for clients that ask for it.
    { servername: "shop.example.com", host: "elsewhere.example.net", status: 200 },
    { servername: "elsewhere.example.net", host: "shop.example.com", status: 200 },
    { servername: "elsewhere.example.net", host: "one.apps.example.com", status: 421 },
  ];

  for (const { servername, host, status } of cases) {
    expect({ servername, host, status: await statusFor(port, servername, host) }).toEqual({ servername, host, status });
  }
});
