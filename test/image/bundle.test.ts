import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import type { Topology } from "../../lib/topology";
import { version } from "../../lib/version";
import { afterTest } from "../proxy/support/cleanup";
import { echoFrom, fetchFrom } from "../proxy/support/clients";
import { eventually } from "../proxy/support/conditions";
import { membersOf, startEcho } from "../proxy/support/proxies";
import { freePorts } from "../support/free-ports";

const ROOT = join(__dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "portico-bundle-"));
const bundle = join(folder, "portico.js");

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, "image", "bundle.js"), folder], { stdio: "pipe" });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** What the image runs, apart from the checkout and its packages. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, [bundle, ...args], { cwd: folder, env: environment, stdio: "pipe" });
  afterTest(() => child.kill("SIGKILL"));
  return child;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

test.each([1, 2])(
  "the bundle runs a proxy with %i worker(s), without a package beside it",
  async (workers) => {
    const echo = await startEcho();
    const [port = 0, adminPort = 0] = await freePorts(2);
    const topology: Topology = {
      version: 1,
      edges: [
        { name: "edge", listeners: [{ name: "http", address: "127.0.0.1", port, protocol: "HTTP", router: "main" }] },
      ],
      routers: [{ name: "main", routes: [{ name: "all", backends: [{ service: "service" }] }] }],
      services: [{ name: "service", members: membersOf(echo) }],
    };
    writeFileSync(join(folder, "topology.json"), JSON.stringify(topology));
    const environment = { PORTICO_ADMIN: `127.0.0.1:${adminPort}` };
    const proxy = run(["proxy", "--config", "topology.json", "--workers", String(workers)], environment);
    let output = "";
    proxy.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    await eventually(() => output.includes("portico ready"), 20_000);

    expect(await echoFrom(port, "/users")).toMatchObject({ path: "/users" });
    expect((await fetchFrom(adminPort, "/metrics")).body).toContain("portico_");
    expect(await exitOf(run(["healthcheck"], environment))).toBe(0);

    const ended = exitOf(proxy);
    proxy.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(await exitOf(run(["healthcheck"], environment))).toBe(1);
  },
  60_000,
);

test("the bundle checks passwords, on the thread that they have", async () => {
  const [port = 0] = await freePorts(1);
  const topology: Topology = {
    version: 1,
    edges: [
      { name: "edge", listeners: [{ name: "http", address: "127.0.0.1", port, protocol: "HTTP", router: "main" }] },
    ],
    routers: [
      {
        name: "main",
        routes: [
          {
            name: "all",
            filters: [
              { type: "BasicAuth", users: [`ann:${hashSync("secret", 4)}`] },
              { type: "FixedResponse", statusCode: 200, body: "welcome" },
            ],
          },
        ],
      },
    ],
  };
  writeFileSync(join(folder, "passwords.json"), JSON.stringify(topology));
  const proxy = run(["proxy", "--config", "passwords.json"]);
  let output = "";
  proxy.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  await eventually(() => output.includes("portico ready"), 20_000);
  const ask = (password: string) =>
    fetchFrom(port, "/", {
      headers: { authorization: `Basic ${Buffer.from(`ann:${password}`).toString("base64")}` },
    });

  expect(await ask("secret")).toMatchObject({ status: 200, body: "welcome" });
  expect(await ask("guess")).toMatchObject({ status: 401 });
}, 60_000);

test("the bundle is of this version", () => {
  expect(execFileSync(process.execPath, [bundle, "--version"], { encoding: "utf8" }).trim()).toBe(version);
});

test("is one file, beside what a worker is started with", () => {
  const scripts = readdirSync(folder).filter((file) => file.endsWith(".js"));
  expect(scripts.sort()).toEqual(["portico.js", "worker-main.js"]);
  expect(readFileSync(join(folder, "worker-main.js"), "utf8").length).toBeLessThan(100);
  expect(readFileSync(bundle, "utf8")).not.toContain("TerraformStack");
});

describe("what is in it", () => {
  interface Bill {
    readonly bomFormat: string;
    readonly components: readonly { readonly name: string; readonly version: string; readonly hashes: unknown }[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  }
  const bill = (): Bill => JSON.parse(readFileSync(join(folder, "sbom.cdx.json"), "utf8")) as Bill;
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  // Setups are imported, and objects exported, where stacks are written.
  const used = Object.keys(dependencies).filter((name) => name !== "yaml");

  test("is in the bill of materials: the packages that run, as the lock has them, and no other", () => {
    const names = bill().components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(used));
    expect(names.filter((name) => /cdktf|constructs|jest|typescript|esbuild/.test(name))).toEqual([]);
    for (const component of bill().components) expect(component).toHaveProperty("hashes");
    const [own] = bill().dependencies;
    expect(own?.dependsOn.map((ref) => ref.replace(/@[^@]*$/, "")).sort()).toEqual([...used].sort());
  });

  test("comes with its licences", () => {
    const text = readFileSync(join(folder, "licenses.txt"), "utf8");
    for (const { name, version: of } of bill().components) expect(text).toContain(`${name} ${of} (`);
    expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(10);
  });
});
