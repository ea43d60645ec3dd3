import { createSecureServer, type SecureServerOptions, type ServerHttp2Session } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { Member, Service, Topology } from "../../lib/topology";
import { appsCertificate, renewedShopCertificate, shopCertificate } from "../support/certificates";
import { freePort } from "../support/free-ports";
import { openHttp2, replyOn } from "./http/h2/client";
import { answerCall, type Call, GRPC_CALL, grpcMessage, messagesIn } from "./http/h2/grpc-server";
import { afterTest } from "./support/cleanup";
import { fetchFrom } from "./support/clients";
import { eventually } from "./support/conditions";
import { startTopology, topologyOf } from "./support/proxies";

const { cert, key } = shopCertificate;
const tls = { hostname: "shop.example.com", caFile: shopCertificate.certFile };

interface Secured {
  readonly member: Member;
  /** What each connection was made for, and who made it. */
  readonly connections: { readonly serverName: string; readonly client: string | undefined }[];
}

/** An instance that speaks HTTP/2 over TLS alone, as `shop.example.com`. */
async function startSecured(onCall: (call: Call) => void, options: SecureServerOptions = {}): Promise<Secured> {
  const server = createSecureServer({ cert, key, ...options });
  const sessions: ServerHttp2Session[] = [];
  const connections: Secured["connections"] = [];
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("secureConnection", (socket: TLSSocket & { readonly servername?: string | false }) => {
    connections.push({ serverName: socket.servername || "", client: socket.getPeerX509Certificate()?.subject });
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    onCall({ stream, headers });
  });
  const member = await listening(server);
  afterTest(() => {
    for (const session of sessions) session.destroy();
  });
  return { member, connections };
}

interface Listening {
  listen(port: number, address: string, callback: () => void): unknown;
  close(): unknown;
  address(): unknown;
}

async function listening(server: Listening): Promise<Member> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterTest(() => server.close());
  const { address, port } = server.address() as AddressInfo;
  return { address, port };
}

async function start(member: Member, service: Partial<Service>) {
  const port = await freePort();
  const topology: Topology = {
    ...topologyOf(port, {
      routes: [{ name: "all", backends: [{ service: "service" }] }],
      services: [{ name: "service", members: [member], protocol: "H2C", tls, ...service }],
    }),
    certificates: [{ name: "own", certFile: appsCertificate.certFile, keyFile: appsCertificate.keyFile }],
  };
  return { port, ...(await startTopology(topology)) };
}

function answerScheme({ stream, headers }: Call): void {
  stream.respond({ ":status": 200, "x-scheme": headers[":scheme"] });
  stream.end(String(headers[":authority"]));
}

test("an instance of H2C is asked for its name, verified, and spoken to in HTTP/2 on one connection", async () => {
  const instance = await startSecured(answerScheme);
  const { port } = await start(instance.member, {});

  for (let index = 0; index < 3; index++) {
    expect(await fetchFrom(port, "/", { headers: { host: "users.example.com" } })).toMatchObject({
      status: 200,
      body: "users.example.com",
      headers: { "x-scheme": "https" },
    });
  }

  expect(instance.connections).toEqual([{ serverName: "shop.example.com", client: undefined }]);
});

test("a call of GRPC goes over TLS with its trailers", async () => {
  const instance = await startSecured((call) => {
    call.stream.on("data", (chunk: Buffer) => answerCall(call, messagesIn(chunk)));
  });
  const { port } = await start(instance.member, { protocol: "GRPC" });
  const stream = openHttp2(port).request(GRPC_CALL);
  const reply = replyOn(stream);
  stream.end(grpcMessage("ann"));

  const { body, trailers } = await reply;

  expect(messagesIn(Buffer.from(body))).toEqual(["ann"]);
  expect(trailers).toMatchObject({ "grpc-status": "0" });
});

test.each<[what: string, tls: Service["tls"]]>([
  ["an issuer that is not known", { ...tls, caFile: renewedShopCertificate.certFile }],
  ["an issuer that nobody trusts", { hostname: "shop.example.com" }],
  ["another name", { ...tls, hostname: "other.example.com" }],
  ["its address, which its certificate is not for", { caFile: shopCertificate.certFile }],
])("HTTP/2: a certificate by %s is not taken, and nothing is sent", async (_what, wrong = {}) => {
  let calls = 0;
  const instance = await startSecured(() => {
    calls += 1;
  });
  const { port } = await start(instance.member, { tls: wrong });

  expect((await fetchFrom(port, "/")).status).toBe(503);
  expect(calls).toBe(0);
});

test("an instance that asks for a certificate is shown the one that is named", async () => {
  const options = { requestCert: true, rejectUnauthorized: true, ca: appsCertificate.cert };
  const instance = await startSecured(answerScheme, options);
  const { port } = await start(instance.member, {});
  const { port: named } = await start(instance.member, { tls: { ...tls, certificate: "own" } });

  expect((await fetchFrom(port, "/")).status).not.toBe(200);
  expect((await fetchFrom(named, "/")).status).toBe(200);
  expect(instance.connections.at(-1)?.client).toBe("CN=apps.example.com");
});

describe("an instance that does not agree on HTTP/2", () => {
  const refusals: readonly (readonly [string, () => Promise<Member>])[] = [
    ["it knows no ALPN", () => listening(createTlsServer({ cert, key }))],
    ["it speaks HTTP/1.1 alone", () => listening(createHttpsServer({ cert, key, ALPNProtocols: ["http/1.1"] }))],
  ];

  test.each(refusals)("%s: 503, and the log says so", async (_what, startInstance) => {
    const { port, records } = await start(await startInstance(), {});

    expect((await fetchFrom(port, "/", { method: "POST", body: "x" })).status).toBe(503);
    expect(records).toMatchObject([
      { status: 503, reason: expect.stringMatching(/^127\.0\.0\.1:\d+: the instance did not agree on HTTP\/2$/) },
    ]);
  });

  test("gRPC: the call is UNAVAILABLE", async () => {
    const member = await listening(createTlsServer({ cert, key }));
    const { port } = await start(member, { protocol: "GRPC" });
    const stream = openHttp2(port).request(GRPC_CALL);
    const reply = replyOn(stream);
    stream.end(grpcMessage("ann"));

    expect(await reply).toMatchObject({ headers: { ":status": 200, "grpc-status": "14" } });
  });
});

describe("health of such a service is checked in HTTP/2 over TLS", () => {
  const quick = { interval: "50ms", timeout: "50ms", unhealthyThreshold: 1, healthyThreshold: 1 } as const;

  test.each([
    ["well", 200],
    ["not well", 503],
  ])("HTTP: %s", async (_what, status) => {
    let checks = 0;
    const instance = await startSecured((call) => {
      if (call.headers[":path"] === "/healthz") checks += 1;
      call.stream.respond({ ":status": call.headers[":path"] === "/healthz" ? status : 200 }, { endStream: true });
    });
    const { port } = await start(instance.member, { healthCheck: { type: "HTTP", path: "/healthz", ...quick } });
    await eventually(() => checks > 2);

    await eventually(async () => (await fetchFrom(port, "/")).status === status);
    expect(new Set(instance.connections.map(({ serverName }) => serverName))).toEqual(new Set(["shop.example.com"]));
  });

  test.each([
    ["SERVING", 1, 200],
    ["NOT_SERVING", 2, 503],
  ])("GRPC: %s", async (_what, serving, status) => {
    let checks = 0;
    const instance = await startSecured((call) => {
      if (call.headers[":path"] !== "/grpc.health.v1.Health/Check") {
        answerScheme(call);
        return;
      }
      checks += 1;
      answerCall(call, [String.fromCharCode(0x08, serving)]);
    });
    const { port } = await start(instance.member, { healthCheck: { type: "GRPC", ...quick } });
    await eventually(() => checks > 2);

    await eventually(async () => (await fetchFrom(port, "/")).status === status);
  });

  test("an instance that does not agree on HTTP/2 is not well", async () => {
    const member = await listening(createTlsServer({ cert, key }));
    const { port, records } = await start(member, { healthCheck: { type: "HTTP", ...quick } });

    await eventually(async () => {
      await fetchFrom(port, "/");
      return records.at(-1)?.reason === "no instance of service can be used";
    });
  });
});
