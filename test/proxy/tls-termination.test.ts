import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { EchoReply } from "../../lib/echo";
import type { TlsTermination, Topology } from "../../lib/topology";
import { appsCertificate, renewedShopCertificate, shopCertificate } from "../support/certificates";
import { freePort } from "../support/free-ports";
import { afterTest } from "./support/cleanup";
import { eventually } from "./support/conditions";
import { ProxyProcess } from "./support/processes";
import {
  ConfigFile,
  membersOf,
  secureTopologyOf,
  startConfigFile,
  startEcho,
  startTopology,
  temporaryFolder,
} from "./support/proxies";

// The test of several processes starts some.
jest.setTimeout(60_000);

interface Setup {
  readonly tls?: TlsTermination;
  readonly ocspFile?: string;
}

async function topologyOf(port: number, { tls, ocspFile }: Setup = {}): Promise<Topology> {
  const { certFile, keyFile } = shopCertificate;
  const certificate = { name: "shop", certFile, keyFile, ...(ocspFile === undefined ? {} : { ocspFile }) };
  return secureTopologyOf(port, [certificate], { members: membersOf(await startEcho()) }, tls);
}

async function start(setup: Setup = {}): Promise<number> {
  const port = await freePort();
  await startTopology(await topologyOf(port, setup));
  return port;
}

/** Resolves once the server has taken the handshake as well: with TLS 1.3 a client is done before. */
function echoOver(port: number, options: ConnectionOptions = {}, fields = ""): Promise<EchoReply> {
  return new Promise((resolve, reject) => {
    const socket = open(port, options, () => {
      socket.write(`GET / HTTP/1.1\r\nHost: shop.example.com\r\n${fields}Connection: close\r\n\r\n`);
    });
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const body = text.slice(text.indexOf("\r\n\r\n") + 4);
      if (text === "") reject(new Error("the connection was closed without an answer"));
      else resolve(JSON.parse(body) as EchoReply);
    });
  });
}

function open(port: number, options: ConnectionOptions, ready: () => void): TLSSocket {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options }, ready);
  afterTest(() => socket.destroy());
  return socket;
}

/** The types know no such option; the reference does (`tls.connect`). */
const ASKS_FOR_OCSP: ConnectionOptions & { readonly requestOCSP: true } = {
  requestOCSP: true,
  servername: "shop.example.com",
};
const known = { cert: appsCertificate.cert, key: appsCertificate.key };
const unknown = { cert: renewedShopCertificate.cert, key: renewedShopCertificate.key };
const caFile = appsCertificate.certFile;
const passedOn = `:${new X509Certificate(appsCertificate.cert).raw.toString("base64")}:`;

describe("the policy Modern", () => {
  test("speaks TLS 1.3, and nothing older", async () => {
    const port = await start({ tls: { policy: "Modern" } });

    await expect(echoOver(port, { maxVersion: "TLSv1.2" })).rejects.toThrow();
    expect((await echoOver(port)).service).toBe("service");
  });
});

describe.each(["TLSv1.2", "TLSv1.3"] as const)("certificates of clients, by %s", (maxVersion) => {
  const required = { tls: { clientValidation: { caFile } } };
  const optional = { tls: { clientValidation: { caFile, mode: "Optional" } } } as const;

  test.each([
    ["required and shown", required, known, passedOn],
    ["optional and shown", optional, known, passedOn],
    ["optional and not shown", optional, {}, undefined],
    ["not asked for", {}, known, undefined],
  ] as const)("%s: the request is served, and the service is told", async (_what, setup, client, field) => {
    const { headers } = await echoOver(await start(setup), { ...client, maxVersion });

    expect(headers["client-cert"]).toBe(field);
  });

  test.each<[what: string, setup: Setup, client: ConnectionOptions]>([
    ["required and not shown", required, {}],
    ["required, and of another issuer", required, unknown],
    ["optional, and of another issuer", optional, unknown],
  ])("%s: the client is refused", async (_what, setup, client) => {
    await expect(echoOver(await start(setup), { ...client, maxVersion })).rejects.toThrow();
  });
});

test("what a client says of its certificate itself is dropped", async () => {
  const said = "Client-Cert: :evil:\r\nClient-Cert-Chain: :evil:\r\nClient_Cert: :evil:\r\n";
  const port = await start({ tls: { clientValidation: { caFile, mode: "Optional" } } });

  expect(JSON.stringify(await echoOver(port, {}, said))).not.toContain("evil");
  expect((await echoOver(port, known, said)).headers["client-cert"]).toBe(passedOn);
});

test("a changed configuration asks the clients that come next", async () => {
  const port = await freePort();
  const plain = await topologyOf(port);
  const file = new ConfigFile(plain);
  const { proxy } = await startConfigFile(file.path);
  expect((await echoOver(port)).service).toBe("service");

  const [edge] = plain.edges ?? [];
  const [listener] = edge?.listeners ?? [];
  file.write({
    ...plain,
    edges: [{ name: "edge", listeners: [{ ...listener, tls: { clientValidation: { caFile } } }] }],
  } as Topology);
  await proxy.reload();
  await expect(echoOver(port)).rejects.toThrow();
  expect((await echoOver(port, known)).headers["client-cert"]).toBe(passedOn);

  file.write(plain);
  await proxy.reload();
  expect((await echoOver(port)).headers["client-cert"]).toBeUndefined();
});

describe("files of issuers", () => {
  test("that are still being written leave the old ones in use", async () => {
    const port = await freePort();
    const issuers = join(temporaryFolder(), "issuers.pem");
    const both = renewedShopCertificate.cert + appsCertificate.cert;
    writeFileSync(issuers, both);
    const file = new ConfigFile(await topologyOf(port, { tls: { clientValidation: { caFile: issuers } } }));
    const { proxy } = await startConfigFile(file.path);

    writeFileSync(issuers, both.slice(0, -100));

    expect(await proxy.reload()).toBe("refused");
    expect((await echoOver(port, known)).headers["client-cert"]).toBe(passedOn);
  });
});

test("a TLS listener that passes bytes on asks as well", async () => {
  const port = await freePort();
  const { certFile, keyFile } = shopCertificate;
  await startTopology({
    version: 1,
    edges: [
      {
        name: "edge",
        listeners: [
          {
            ...{ name: "tls", address: "127.0.0.1", port, protocol: "TLS" as const },
            ...{ service: "service", certificates: ["shop"] },
            tls: { mode: "Terminate", clientValidation: { caFile } },
          },
        ],
      },
    ],
    services: [{ name: "service", protocol: "TCP", members: membersOf(await startEcho()) }],
    certificates: [{ name: "shop", certFile, keyFile }],
  });

  await expect(echoOver(port)).rejects.toThrow();
  await expect(echoOver(port, unknown)).rejects.toThrow();
  expect((await echoOver(port, known)).service).toBe("service");
});

test("what the issuer has said of the certificate is shown to clients that ask", async () => {
  const ocspFile = join(temporaryFolder(), "shop.ocsp");
  const response = Buffer.from([0x30, 0x03, 0x0a, 0x01, 0x00]);
  writeFileSync(ocspFile, response);
  const port = await start({ ocspFile });

  const shown = await new Promise((resolve) => {
    const socket = open(port, ASKS_FOR_OCSP, () => {});
    socket.on("OCSPResponse", resolve);
    socket.on("error", () => {});
  });

  expect(shown).toEqual(response);
});

const ALL_BUT_THE_DATE = [
  "hrtime",
  "nextTick",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setTimeout",
  "clearTimeout",
] as const;

describe("a session", () => {
  function sessionOf(port: number, maxVersion: "TLSv1.2" | "TLSv1.3" = "TLSv1.3"): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const socket = open(port, { maxVersion, servername: "shop.example.com" }, () =>
        socket.write("GET / HTTP/1.1\r\n"),
      );
      socket.on("session", resolve);
      socket.on("error", reject);
    });
  }

  function isTakenUp(port: number, session: Buffer, maxVersion: "TLSv1.2" | "TLSv1.3" = "TLSv1.3"): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const socket = open(port, { maxVersion, session, servername: "shop.example.com" }, () => {
        resolve(socket.isSessionReused());
      });
      socket.on("error", reject);
    });
  }

  /** Whether a second connection takes up the session of the first. */
  async function resumes(port: number, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<boolean> {
    return isTakenUp(port, await sessionOf(port, maxVersion), maxVersion);
  }

  test.each(["TLSv1.2", "TLSv1.3"] as const)("is taken up again, by %s", async (version) => {
    expect(await resumes(await start(), version)).toBe(true);
  });

  test("is taken up by whichever process a client meets", async () => {
    const port = await freePort();
    const proxy = new ProxyProcess({ configFile: new ConfigFile(await topologyOf(port)).path, workers: 3 });
    await proxy.ready();

    for (let index = 0; index < 6; index++) expect(await resumes(port, "TLSv1.3")).toBe(true);
  });

  describe("of the day before", () => {
    const DAY = 24 * 3_600_000;

    beforeEach(() => {
      // The date and what looks at it now and then; sockets and everything else go by the real clock.
      jest.useFakeTimers({ now: Date.now(), doNotFake: [...ALL_BUT_THE_DATE] });
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    test("is begun anew, and the next is taken up again", async () => {
      const port = await start();
      const session = await sessionOf(port);
      expect(await isTakenUp(port, session)).toBe(true);

      jest.setSystemTime(Date.now() + DAY);
      jest.advanceTimersByTime(10_000);

      await eventually(async () => !(await isTakenUp(port, session)));
      expect(await resumes(port, "TLSv1.3")).toBe(true);
    });
  });

  test("that was begun without a certificate is none where one is required", async () => {
    const port = await freePort();
    const plain = await topologyOf(port);
    const file = new ConfigFile(plain);
    const { proxy } = await startConfigFile(file.path);
    const session = await sessionOf(port);
    const text = JSON.stringify(plain).replace(
      '"router":"main"',
      `"router":"main","tls":{"clientValidation":{"caFile":${JSON.stringify(caFile)}}}`,
    );
    file.write(JSON.parse(text) as Topology);
    await proxy.reload();

    await expect(echoOver(port, { session, servername: "shop.example.com" })).rejects.toThrow();
    await eventually(async () => (await echoOver(port, known)).service === "service");
  });
});
