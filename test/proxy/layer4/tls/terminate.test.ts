import type { TLSSocket } from "node:tls";
import type { ServiceRuntime, TlsTerminatePlan } from "../../../../lib/proxy/engine";
import { createTlsEngine, type Layer4Limits } from "../../../../lib/proxy/layer4";
import { LoadedCertificate, LoadedCertificateSet } from "../../../../lib/proxy/tls";
import {
  appsCertificate,
  renewedShopCertificate,
  shopCertificate,
  type TestCertificate,
} from "../../../support/certificates";
import { activeCounts, runService, startEcho, startInstance } from "../support/instances";
import { openListener } from "../support/listeners";
import { connectSecurely } from "../support/secure";
import { connectTo, receive, receiveText, sendBulk } from "../support/streams";

const MEGABYTE = 1024 * 1024;

function certificateSet(first: TestCertificate, ...others: readonly TestCertificate[]): LoadedCertificateSet {
  const load = ({ cert, key }: TestCertificate) => new LoadedCertificate(cert, key);
  return new LoadedCertificateSet([load(first), ...others.map(load)]);
}

function openTerminating(
  service: ServiceRuntime | undefined,
  plan: Partial<TlsTerminatePlan> = {},
  limits: Partial<Layer4Limits> = {},
) {
  return openListener(
    createTlsEngine,
    {
      edge: "edge",
      name: "tls",
      address: "127.0.0.1",
      port: 0,
      protocol: "TLS",
      mode: "Terminate",
      certificates: certificateSet(shopCertificate, appsCertificate),
      service,
      routes: [],
      idleTimeout: 3_600_000,
      ...plan,
    },
    limits,
  );
}

/** The DNS names of the certificate that a client has met. */
function namesMet(client: TLSSocket): string | undefined {
  return client.getPeerCertificate().subjectaltname;
}

describe("the server name", () => {
  test.each([
    ["shop.example.com", "DNS:shop.example.com, DNS:www.shop.example.com"],
    ["one.apps.example.com", "DNS:*.apps.example.com"],
  ])("%s picks its certificate", async (servername, names) => {
    const listener = await openTerminating(runService([await startEcho("hello")]));
    const client = await connectSecurely(listener.port, { servername });
    expect(namesMet(client)).toBe(names);
    expect(await receiveText(client, "hello")).toBe("hello");
  });

  test.each([undefined, "unknown.example.com"])("%s gets the first certificate", async (servername) => {
    const listener = await openTerminating(runService([await startEcho("hello")]));
    const client = await connectSecurely(listener.port, {
      checkServerIdentity: () => undefined,
      ...(servername === undefined ? {} : { servername }),
    });
    expect(namesMet(client)).toBe("DNS:shop.example.com, DNS:www.shop.example.com");
  });

  test("leads to the service of its route, in any case of letters", async () => {
    const [shop, apps] = await Promise.all([startEcho("shop"), startEcho("apps")]);
    const listener = await openTerminating(runService([shop]), {
      routes: [{ hostnames: ["*.apps.example.com"], service: runService([apps], { name: "apps" }) }],
    });
    const client = await connectSecurely(listener.port, { servername: "ONE.apps.example.com" });
    expect(await receiveText(client, "apps")).toBe("apps");
    client.end();
    expect(await listener.nextSession()).toMatchObject({ service: "apps", serverName: "one.apps.example.com" });
  });

  test("without a service is closed after the handshake", async () => {
    const listener = await openTerminating(undefined);
    const client = await connectSecurely(listener.port, { servername: "shop.example.com" });
    expect(await receive(client)).toMatchObject({ bytes: 0 });
    expect(await listener.nextSession()).toMatchObject({
      serverName: "shop.example.com",
      reason: "no service for the server name",
    });
  });
});

test("the instance gets plain bytes, in both directions and in any number", async () => {
  const instance = await startInstance();
  const service = runService([instance]);
  const listener = await openTerminating(service);
  const connected = instance.next();
  const client = await connectSecurely(listener.port, { servername: "shop.example.com" });
  const server = await connected;
  const received = Promise.all([receive(client), receive(server)]);
  const [sentUp, sentDown] = await Promise.all([sendBulk(client, 6 * MEGABYTE), sendBulk(server, 5 * MEGABYTE)]);
  client.end();
  server.end();
  const [atClient, atServer] = await received;
  expect(atServer).toMatchObject({ bytes: 6 * MEGABYTE, sha256: sentUp });
  expect(atClient).toMatchObject({ bytes: 5 * MEGABYTE, sha256: sentDown });
  expect(await listener.nextSession()).toMatchObject({
    bytesFromClient: 6 * MEGABYTE,
    bytesToClient: 5 * MEGABYTE,
    reason: undefined,
  });
  expect(activeCounts(service)).toEqual([0]);
});

test("a client that has sent all still gets the answer", async () => {
  const instance = await startInstance((socket) => {
    socket.resume().on("end", () => socket.end("answer"));
  });
  const listener = await openTerminating(runService([instance]));
  const client = await connectSecurely(listener.port, { servername: "shop.example.com" });
  client.end("question");
  expect(await receive(client)).toMatchObject({ text: "answer" });
});

test("an instance that resets ends the client's connection", async () => {
  const instance = await startInstance((socket) => {
    socket.once("data", () => socket.resetAndDestroy());
  });
  const service = runService([instance]);
  const listener = await openTerminating(service);
  const client = await connectSecurely(listener.port, { servername: "shop.example.com" });
  client.write("hello");
  await receive(client);
  expect(await listener.nextSession()).toMatchObject({ reason: "the instance reset the connection" });
  expect(activeCounts(service)).toEqual([0]);
});

test("a service without an instance closes the client at once", async () => {
  const listener = await openTerminating(runService([]));
  const client = await connectSecurely(listener.port, { servername: "shop.example.com" });
  await receive(client);
  expect(await listener.nextSession()).toMatchObject({ reason: "no usable instance" });
});

describe("a handshake", () => {
  test("that is none ends the connection", async () => {
    const listener = await openTerminating(runService([await startEcho()]));
    const client = await connectTo(listener.port);
    client.write("GET / HTTP/1.1\r\n\r\n");
    await receive(client);
    expect(await listener.nextSession()).toMatchObject({
      service: undefined,
      reason: expect.stringMatching(/^the TLS handshake failed: ERR_SSL_/),
    });
  });

  test("of an old version is refused", async () => {
    const listener = await openTerminating(runService([await startEcho()]));
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await expect(connectSecurely(listener.port, { servername: "shop.example.com", ...old })).rejects.toThrow();
    expect(await listener.nextSession()).toMatchObject({
      reason: "the TLS handshake failed: ERR_SSL_UNSUPPORTED_PROTOCOL",
    });
  });

  test("that does not come ends the connection after a time", async () => {
    const listener = await openTerminating(runService([await startEcho()]), {}, { handshakeTimeout: 100 });
    expect(await receive(await connectTo(listener.port))).toMatchObject({ bytes: 0 });
    expect(await listener.nextSession()).toMatchObject({
      reason: "the TLS handshake failed: ERR_TLS_HANDSHAKE_TIMEOUT",
    });
  });

  test("under way is cut with the listener", async () => {
    const listener = await openTerminating(runService([await startEcho()]));
    const received = receive(await connectTo(listener.port));
    while (listener.open === 0) await new Promise((resolve) => setImmediate(resolve));
    await listener.engine.stopAccepting();
    await listener.engine.drain(0);
    expect(await received).toMatchObject({ bytes: 0 });
  });
});

test("renewed certificates are for handshakes to come; open connections go on", async () => {
  const trust = { servername: "shop.example.com", ca: [shopCertificate.cert, renewedShopCertificate.cert] };
  const listener = await openTerminating(runService([await startEcho("hello")]));
  const old = await connectSecurely(listener.port, trust);
  await receiveText(old, "hello");

  listener.engine.update({
    ...listener.plan,
    mode: "Terminate",
    certificates: certificateSet(renewedShopCertificate),
  });
  const fresh = await connectSecurely(listener.port, trust);
  const nameless = await connectSecurely(listener.port, {
    ca: renewedShopCertificate.cert,
    checkServerIdentity: () => undefined,
  });
  for (const client of [fresh, nameless]) {
    expect(client.getPeerX509Certificate()?.toString()).toBe(renewedShopCertificate.cert);
  }
  old.write("still here");
  expect(await receiveText(old, "still here")).toBe("still here");
});

test("a listener may go over from ending TLS to passing it through", async () => {
  const instance = await startEcho("hello");
  const listener = await openTerminating(runService([instance]));
  const old = await connectSecurely(listener.port, { servername: "shop.example.com" });
  await receiveText(old, "hello");

  const { edge, name, address, port, protocol, service, routes, idleTimeout } = listener.plan;
  listener.engine.update({
    edge,
    name,
    address,
    port,
    protocol,
    service,
    routes,
    idleTimeout,
    mode: "Passthrough",
  });
  const fresh = await connectTo(listener.port);
  fresh.write("not TLS");
  expect(await receive(fresh)).toMatchObject({ bytes: 0 });
  expect(await listener.nextSession()).toMatchObject({ reason: "not a ClientHello: it is not a TLS handshake" });
  old.write("still here");
  expect(await receiveText(old, "still here")).toBe("still here");
});

test("silence ends a connection", async () => {
  const listener = await openTerminating(runService([await startEcho()]), { idleTimeout: 200 });
  const client = await connectSecurely(listener.port, { servername: "shop.example.com" });
  await receive(client);
  expect(await listener.nextSession()).toMatchObject({ reason: "idle for too long" });
});
