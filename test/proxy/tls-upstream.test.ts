import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Service, Topology } from "../../lib/topology";
import { appsCertificate, renewedShopCertificate, shopCertificate } from "../support/certificates";
import { freePort } from "../support/free-ports";
import { afterTest } from "./support/cleanup";
import { fetchFrom } from "./support/clients";
import { eventually } from "./support/conditions";
import { ConfigFile, startConfigFile, startEcho, startTopology, topologyOf } from "./support/proxies";

interface Secured {
  readonly address: string;
  readonly port: number;
  /** What each connection was made for, and who made it. */
  readonly connections: { readonly serverName: string; readonly client: string | undefined }[];
}

/** An instance that speaks HTTPS as `shop.example.com`. */
async function startSecured(options: ServerOptions = {}): Promise<Secured> {
  const { cert, key } = shopCertificate;
  const server = createServer({ cert, key, ...options }, (request, response) => {
    response.writeHead(request.url === "/bad" ? 500 : 200).end(`${request.headers.host} ${request.method}`);
  });
  const connections: Secured["connections"] = [];
  server.on("secureConnection", (socket: TLSSocket & { readonly servername?: string | false }) => {
    connections.push({
      serverName: socket.servername || "",
      client: socket.getPeerX509Certificate()?.subject,
    });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  afterTest(() => {
    server.close();
    server.closeAllConnections();
  });
  return { address: "127.0.0.1", port: (server.address() as AddressInfo).port, connections };
}

function topologyTo(port: number, { address, port: target }: Secured, service: Partial<Service>): Topology {
  const topology = topologyOf(port, {
    routes: [{ name: "all", backends: [{ service: "service" }] }],
    services: [{ name: "service", members: [{ address, port: target }], ...service }],
  });
  const { certFile, keyFile } = appsCertificate;
  return { ...topology, certificates: [{ name: "own", certFile, keyFile }] };
}

async function start(instance: Secured, service: Partial<Service>): Promise<number> {
  const port = await freePort();
  await startTopology(topologyTo(port, instance, service));
  return port;
}

const tls = { hostname: "shop.example.com", caFile: shopCertificate.certFile };

test("an instance is asked for its name, verified, and its connection kept", async () => {
  const instance = await startSecured();
  const port = await start(instance, { tls });

  for (let index = 0; index < 3; index++) {
    const reply = await fetchFrom(port, "/", { headers: { host: "users.example.com" } });
    expect(reply).toMatchObject({ status: 200, body: "users.example.com GET" });
  }

  expect(instance.connections).toEqual([{ serverName: "shop.example.com", client: undefined }]);
});

test.each<[what: string, tls: Service["tls"]]>([
  ["an issuer that is not known", { ...tls, caFile: renewedShopCertificate.certFile }],
  ["an issuer that nobody trusts", { hostname: "shop.example.com" }],
  ["another name", { ...tls, hostname: "other.example.com" }],
  ["its address, which its certificate is not for", { caFile: shopCertificate.certFile }],
])("a certificate by %s is not taken, and nothing is sent", async (_what, wrong) => {
  const instance = await startSecured();
  const port = await start(instance, { ...(wrong === undefined ? {} : { tls: wrong }) });

  expect((await fetchFrom(port, "/")).status).toBe(503);
});

test("an address is no name to verify an instance by: it would be left aside", async () => {
  const instance = await startSecured();
  await expect(start(instance, { tls: { ...tls, hostname: "10.9.9.9" } })).rejects.toThrow(/"10\.9\.9\.9" is an IP/);
});

test("an instance that asks for a certificate is shown the one that is named", async () => {
  const instance = await startSecured({ requestCert: true, rejectUnauthorized: true, ca: appsCertificate.cert });

  expect((await fetchFrom(await start(instance, { tls }), "/")).status).not.toBe(200);
  expect((await fetchFrom(await start(instance, { tls: { ...tls, certificate: "own" } }), "/")).status).toBe(200);
  expect(instance.connections.at(-1)?.client).toBe("CN=apps.example.com");
});

test("bodies come and go as they do without TLS", async () => {
  const port = await start(await startSecured(), { tls });
  const body = "x".repeat(300_000);

  expect(await fetchFrom(port, "/", { method: "POST", body, headers: { host: "a" } })).toMatchObject({
    status: 200,
    body: "a POST",
  });
});

test("health is checked over TLS, too", async () => {
  const instance = await startSecured();
  const port = await start(instance, {
    tls,
    healthCheck: { type: "HTTP", path: "/bad", interval: "50ms", unhealthyThreshold: 1 },
  });

  await eventually(async () => (await fetchFrom(port, "/")).status === 503);
  expect(new Set(instance.connections.map(({ serverName }) => serverName))).toEqual(new Set(["shop.example.com"]));
});

test("a service that goes over to TLS, or back, is spoken to so from then on", async () => {
  const [secured, plain] = [await startSecured(), await startEcho()];
  const port = await freePort();
  const file = new ConfigFile(topologyTo(port, secured, { tls }));
  const { proxy } = await startConfigFile(file.path);
  expect((await fetchFrom(port, "/")).status).toBe(200);

  file.write(topologyTo(port, { ...plain, address: plain.address, port: plain.port, connections: [] }, {}));
  await proxy.reload();
  expect((await fetchFrom(port, "/")).status).toBe(200);

  file.write(topologyTo(port, secured, {}));
  await proxy.reload();
  expect((await fetchFrom(port, "/")).status).not.toBe(200);

  file.write(topologyTo(port, secured, { tls }));
  await proxy.reload();
  expect((await fetchFrom(port, "/")).status).toBe(200);
});
