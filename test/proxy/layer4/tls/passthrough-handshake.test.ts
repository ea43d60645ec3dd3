import { createTlsEngine } from "../../../../lib/proxy/layer4";
import { appsCertificate, shopCertificate } from "../../../support/certificates";
import { runService } from "../support/instances";
import { openListener } from "../support/listeners";
import { connectSecurely, startSecureInstance } from "../support/secure";
import { receive, receiveText, sendBulk } from "../support/streams";

const MEGABYTE = 1024 * 1024;

/** Two instances with certificates of their own behind one listener, which has none. */
async function openTwoServices() {
  const [shop, apps] = await Promise.all([
    startSecureInstance(shopCertificate, (socket) => {
      socket.write("shop\n");
      socket.pipe(socket);
    }),
    startSecureInstance(appsCertificate, (socket) => {
      socket.write("apps\n");
      socket.pipe(socket);
    }),
  ]);
  return openListener(createTlsEngine, {
    edge: "edge",
    name: "sni",
    address: "127.0.0.1",
    port: 0,
    protocol: "TLS",
    mode: "Passthrough",
    service: runService([shop], { name: "shop" }),
    routes: [{ hostnames: ["*.apps.example.com"], service: runService([apps], { name: "apps" }) }],
    idleTimeout: 3_600_000,
  });
}

describe.each(["TLSv1.2", "TLSv1.3"] as const)("with %s", (version) => {
  const versions = { minVersion: version, maxVersion: version } as const;

  test.each([
    ["shop.example.com", "shop"],
    ["www.shop.example.com", "shop"],
    ["one.apps.example.com", "apps"],
  ])("a client that asks for %s meets the certificate of the service %s", async (servername, service) => {
    const listener = await openTwoServices();
    // The client refuses a certificate that is not for this name.
    const client = await connectSecurely(listener.port, { servername, ...versions });
    expect(client.authorized).toBe(true);
    expect(await receiveText(client, "\n")).toBe(`${service}\n`);
    client.end();
    expect(await listener.nextSession()).toMatchObject({ service, serverName: servername, reason: undefined });
  });

  test("a client that names nobody meets the listener's own service", async () => {
    const listener = await openTwoServices();
    const client = await connectSecurely(listener.port, { checkServerIdentity: () => undefined, ...versions });
    expect(await receiveText(client, "\n")).toBe("shop\n");
  });
});

test("a hello over many packets is understood", async () => {
  const listener = await openTwoServices();
  const client = await connectSecurely(listener.port, {
    servername: "one.apps.example.com",
    ALPNProtocols: Array.from({ length: 60 }, (_, index) => `${"protocol".repeat(20)}-${index}`),
  });
  expect(await receiveText(client, "\n")).toBe("apps\n");
});

test("megabytes go through and back, unchanged", async () => {
  const listener = await openTwoServices();
  const client = await connectSecurely(listener.port, { servername: "one.apps.example.com" });
  await receiveText(client, "\n");
  const received = receive(client);
  const sha256 = await sendBulk(client, 8 * MEGABYTE);
  client.end();
  expect(await received).toMatchObject({ bytes: 8 * MEGABYTE, sha256 });
});

test("a name without a service fails the handshake with the reason", async () => {
  const listener = await openTwoServices();
  listener.engine.update({ ...listener.plan, mode: "Passthrough", service: undefined });
  await expect(connectSecurely(listener.port, { servername: "shop.example.com" })).rejects.toMatchObject({
    code: "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
  });
});
