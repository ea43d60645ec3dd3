import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Topology } from "../../lib/topology";
import { membersOf, startEcho, startTopology } from "../proxy/support/proxies";
import { shopCertificate } from "../support/certificates";
import { freePorts } from "../support/free-ports";

const asked = process.env.PORTICO_TEST_H2SPEC === "1";
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const binary = join(cache, "portico", "h2spec", "h2spec");
if (asked && !existsSync(binary)) {
  process.stderr.write("HTTP/2 is not held to h2spec, which is missing: run scripts/install-h2spec.sh.\n");
}
const run = asked && existsSync(binary) ? describe : describe.skip;

// Some of its cases wait for a connection to be closed.
jest.setTimeout(300_000);

/** What is no HTTP/2 is HTTP/1.1 on a plain listener, and is answered as such. */
const OTHERWISE_IN_PLAIN: Readonly<Record<string, string>> = {
  "Sends invalid connection preface": "answered with 400, by HTTP/1.1",
};

/** What h2spec prints of its cases: how it went in all, and the cases that failed. */
interface Report {
  readonly total: number;
  readonly failed: readonly string[];
}

function h2spec(port: number, ...options: readonly string[]): Promise<Report> {
  const args = ["--host", "127.0.0.1", "--port", String(port), "--timeout", "5", ...options];
  return new Promise((resolve, reject) => {
    execFile(binary, args, { maxBuffer: 1 << 24 }, (_error, stdout) => {
      const [, total] = /(\d+) tests?, \d+ passed/.exec(stdout) ?? [];
      if (total === undefined) reject(new Error(`h2spec has not come to its end:\n${stdout}`));
      else
        resolve({
          total: Number(total),
          failed: [...stdout.matchAll(/^\s*× \d+: (.*)$/gm)].map(([, name = ""]) => name),
        });
    });
  });
}

run("HTTP/2, held to h2spec", () => {
  async function start(): Promise<{ readonly plain: number; readonly secure: number }> {
    const [plain = 0, secure = 0] = await freePorts(2);
    const { certFile, keyFile } = shopCertificate;
    const base = { address: "127.0.0.1", router: "main" };
    const topology: Topology = {
      version: 1,
      edges: [
        {
          name: "edge",
          listeners: [
            { ...base, name: "http", port: plain, protocol: "HTTP" },
            { ...base, name: "https", port: secure, protocol: "HTTPS", certificates: ["shop"] },
          ],
        },
      ],
      routers: [{ name: "main", routes: [{ name: "all", backends: [{ service: "service" }] }] }],
      services: [{ name: "service", members: membersOf(await startEcho()) }],
      certificates: [{ name: "shop", certFile, keyFile }],
    };
    await startTopology(topology);
    return { plain, secure };
  }

  test.each([
    ["by prior knowledge", "plain", [], OTHERWISE_IN_PLAIN],
    ["over TLS", "secure", ["--tls", "--insecure"], {}],
  ] as const)("%s no case fails but those that are explained", async (_what, listener, options, otherwise) => {
    const { total, failed } = await h2spec((await start())[listener], ...options);
    expect(new Set(failed)).toEqual(new Set(Object.keys(otherwise)));
    expect(total).toBeGreaterThan(100);
  });
});
