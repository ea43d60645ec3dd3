import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Topology } from "../../../../lib/topology";
import { shopCertificate } from "../../../support/certificates";
import { freePorts } from "../../../support/free-ports";
import { afterTest } from "../../support/cleanup";
import { startInstance } from "../../support/instances";
import { membersOf, startTopology } from "../../support/proxies";

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What a program prints; rejects where it fails. */
function run(program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 26, timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program}: ${error.message}\n${stdout}${stderr}`));
    });
  });
}

const body = randomBytes(1 << 20);

/** Sends back what it gets; to GET, {@link body}, or as much of it as the path says. */
async function start(): Promise<{ readonly plain: string; readonly secure: string }> {
  const instance = await startInstance((request, response) => {
    if (request.method === "POST") request.pipe(response);
    else response.end(body.subarray(0, Number(request.url?.slice(1))));
  });
  const [plain = 0, secure = 0] = await freePorts(2);
  const base = { address: "127.0.0.1", router: "main" };
  const { certFile, keyFile } = shopCertificate;
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
    services: [{ name: "service", members: membersOf(instance) }],
    certificates: [{ name: "shop", certFile, keyFile }],
  };
  await startTopology(topology);
  return { plain: `http://127.0.0.1:${plain}`, secure: `https://127.0.0.1:${secure}` };
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const withCurl = isInstalled("curl") ? test : test.skip;
const withH2load = isInstalled("h2load") ? test : test.skip;

jest.setTimeout(30_000);

withCurl.each([
  ["by prior knowledge", "plain", "--http2-prior-knowledge"],
  ["over TLS", "secure", "--http2"],
] as const)("curl sends a body and gets it back, %s", async (_how, listener, option) => {
  const origin = (await start())[listener];
  const folder = mkdtempSync(join(tmpdir(), "portico-"));
  afterTest(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "body");
  writeFileSync(file, body);
  const format = "%{http_version} %{http_code} %{size_upload}";

  const same = await run(
    "curl",
    "-sk",
    option,
    "--data-binary",
    `@${file}`,
    "-o",
    `${file}.2`,
    "-w",
    format,
    `${origin}/`,
  );

  expect(same).toBe(`2 200 ${body.length}`);
  expect(digest(readFileSync(`${file}.2`))).toBe(digest(body));
});

withH2load.each([
  ["many small responses, by prior knowledge", "plain", ["-n", "2000", "-c", "4", "-m", "50"], "/30"],
  ["many small responses, over TLS", "secure", ["-n", "2000", "-c", "4", "-m", "50"], "/30"],
  ["large responses side by side", "secure", ["-n", "40", "-c", "2", "-m", "10"], `/${1 << 20}`],
  [
    "large responses through small windows",
    "plain",
    ["-n", "6", "-c", "1", "-m", "3", "-w", "10", "-W", "10"],
    "/300000",
  ],
] as const)("h2load gets %s", async (_what, listener, options, path) => {
  const origin = (await start())[listener];
  const requests = Number(options[1]);

  const report = await run("h2load", ...options, `${origin}${path}`);

  expect(report).toContain(`${requests} succeeded, 0 failed, 0 errored`);
  expect(report).toContain(`status codes: ${requests} 2xx`);
});
