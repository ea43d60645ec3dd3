import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { Route } from "../../lib/topology";
import { echoFrom, fetchFrom } from "../proxy/support/clients";
import { eventually } from "../proxy/support/conditions";
import { freePort } from "../support/free-ports";
import { ContainerProcess } from "./support/container-process";
import { makeNodeBase, NODE_IMAGE } from "./support/node-base";
import { Podman, whyNoBuilder } from "./support/podman";
import { ShopFolder, withRoute } from "./support/shop-folder";

/** What the image may cost at most. */
const MOST_OVER_NODE = 40 * 1024 * 1024;
const MOST_START_MS = 300;
const MOST_MEMORY = 128 * 1024 * 1024;
/** How often it is started to be measured. */
const STARTS = 7;

const NODE = "/usr/local/bin/node";
const BUNDLE = "/usr/local/lib/portico/portico.js";
const MEASURE = join(__dirname, "support", "measure-start.js");

const CONTEXT = join(__dirname, "..", "..", "image");
const IMAGE = "localhost/portico:test";
const HOST = { host: "shop.example.com" };
/** No right beyond those of a process that may read its files and open its sockets. */
const CONFINED = ["--read-only", "--read-only-tmpfs=false", "--cap-drop=ALL", "--security-opt=no-new-privileges"];

const obstacle = process.env.PORTICO_TEST_IMAGE === "1" ? whyNoBuilder() : "npm run test:image builds and runs it";
if (obstacle !== undefined) process.stderr.write(`The image is not tested: ${obstacle}.\n`);

(obstacle === undefined ? describe : describe.skip)("the image", () => {
  const figures: string[] = [];
  let podman: Podman;
  let shop: ShopFolder;
  let admin: number;
  let container: string;

  beforeAll(async () => {
    podman = new Podman();
    shop = await ShopFolder.create();
    await makeNodeBase(podman);
    await podman.build(CONTEXT, IMAGE, { NODE_IMAGE, VERSION: "1.2.3", REVISION: "abc" });
    admin = await freePort();
    container = await start();
    await ready(container);
  }, 300_000);

  afterAll(async () => {
    podman?.close();
    await shop?.close();
    if (figures.length > 0) console.info(`The image:\n${figures.map((line) => `  ${line}`).join("\n")}`);
  }, 60_000);

  function start(...command: readonly string[]): Promise<string> {
    const mount = `${shop.folder}:/etc/portico:ro`;
    return podman.start(IMAGE, [...CONFINED, "--volume", mount, "--env", `PORTICO_ADMIN=127.0.0.1:${admin}`], command);
  }

  function ready(id: string): Promise<unknown> {
    return eventually(async () => (await podman.run("logs", id)).includes("portico ready"), 10_000);
  }

  /** What Node prints in the image. */
  async function printed(expression: string): Promise<string> {
    const { stdout, stderr } = await podman.once(IMAGE, ["--entrypoint", NODE], ["-p", expression]);
    if (stdout === "") throw new Error(stderr);
    return stdout;
  }

  async function inspect<T>(id: string, path: string): Promise<T> {
    return JSON.parse(await podman.run("inspect", "--format", `{{json ${path}}}`, id)) as T;
  }

  async function processOf(id: string): Promise<ContainerProcess> {
    return new ContainerProcess(await inspect<number>(id, ".State.Pid"));
  }

  test("is little more than Node", async () => {
    const [image, base] = [await inspect<number>(IMAGE, ".Size"), await inspect<number>(NODE_IMAGE, ".Size")];
    figures.push(
      `size: ${megabytes(image)}, of which its Node base ${megabytes(base)}, Portico ${megabytes(image - base)}`,
    );
    expect(image - base).toBeLessThan(MOST_OVER_NODE);
  });

  test("has no shell, no package manager and no cdktf", async () => {
    const files = (await printed(LIST)).trim().split("\n");
    expect(files).toContain(BUNDLE);
    expect(files.filter((file) => /\/(?:sh|bash|dash|busybox|npm|npx|apt|apk)$|cdktf/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.js$/.test(file)).sort()).toEqual([
      "/usr/local/lib/portico/node_modules/bcryptjs/index.js",
      BUNDLE,
      "/usr/local/lib/portico/worker-main.js",
    ]);
    const code = await printed(`require("node:fs").readFileSync(${JSON.stringify(BUNDLE)}, "utf8")`);
    expect(code).toContain("portico ready");
    expect(code).not.toContain("TerraformStack");
  });

  test("says what it is and what is in it", async () => {
    const labels = await inspect<Record<string, string>>(IMAGE, ".Config.Labels");
    expect(labels).toMatchObject({
      "org.opencontainers.image.title": "Portico",
      "org.opencontainers.image.version": "1.2.3",
      "org.opencontainers.image.revision": "abc",
      "org.opencontainers.image.base.name": NODE_IMAGE,
      "org.opencontainers.image.licenses": "Apache-2.0",
    });
    const bill = JSON.parse(await printed(BILL)) as {
      bomFormat: string;
      components: { name: string; version: string }[];
    };
    const pino = JSON.parse(readFileSync(require.resolve("pino/package.json"), "utf8")) as { version: string };
    expect(bill.bomFormat).toBe("CycloneDX");
    expect(bill.components).toContainEqual(expect.objectContaining({ name: "pino", version: pino.version }));
    expect(bill.components).toContainEqual(expect.objectContaining({ name: "node", version: "24.21.0" }));
    expect(bill.components.filter(({ name }) => name.includes("cdktf"))).toEqual([]);
  });

  test("starts quickly and takes little memory", async () => {
    const mounts = ["--volume", `${shop.folder}:/etc/portico:ro`, "--volume", `${MEASURE}:/measure.js:ro`];
    const command = ["/measure.js", String(STARTS), BUNDLE, "proxy", "--config", "/etc/portico/topology.json"];
    // Beside the running proxy, whose ports are taken: a network of its own has them free.
    const options = [...CONFINED, "--network", "none", "--entrypoint", NODE, ...mounts];
    const { stdout, stderr } = await podman.once(IMAGE, options, command);
    if (stdout === "") throw new Error(stderr);
    const times = (JSON.parse(stdout) as number[]).sort((one, other) => one - other).map(Math.round);
    const [least = Number.NaN] = times;
    const { memory } = await processOf(container);
    figures.push(
      `start: ${least} ms from its process to "portico ready", the least of ${times.join(", ")}`,
      `memory at rest: ${megabytes(memory)}`,
    );
    // The least: what else the machine does only adds.
    expect(least).toBeLessThan(MOST_START_MS);
    expect(memory).toBeLessThan(MOST_MEMORY);
  }, 30_000);

  test("runs as a user without rights, on a file system that it cannot write to", async () => {
    const { users, capabilities } = await processOf(container);
    expect(users).toEqual(["65532", "65532", "65532", "65532"]);
    expect(capabilities).toEqual(["0000000000000000", "0000000000000000"]);
    expect(await inspect(container, ".HostConfig.ReadonlyRootfs")).toBe(true);
    const { status, stderr } = await podman.try("exec", container, NODE, "-e", WRITE);
    expect(stderr).toContain("EROFS");
    expect(status).not.toBe(0);
  });

  test.each([
    ["/users/7", {}, "users"],
    ["/payments", { "x-canary": "1" }, "payments-next"],
    ["/payments", { "x-canary": "0" }, /^payments(-next)?$/],
  ])("serves the shop: %s with %j", async (path, fields, service) => {
    const echo = await echoFrom(shop.port("http"), path, { headers: { ...HOST, ...fields } });
    expect(echo).toMatchObject({ service: expect.stringMatching(service), path, host: HOST.host });
  });

  test("answers 404 where no route leads, and passes TCP on", async () => {
    expect(await fetchFrom(shop.port("http"), "/nowhere", { headers: HOST })).toMatchObject({ status: 404 });
    expect(await greeting(shop.port("galera"))).toMatch(/^galera-\d/);
  });

  test("takes up a changed Topology in the mounted folder, as Terraform and as Kubernetes change it", async () => {
    const answered = (body: string) =>
      eventually(async () => (await fetchFrom(shop.port("http"), "/new", { headers: HOST })).body === body, 10_000);
    shop.write(withRoute(shop.topology, fixedRoute("one")));
    await answered("one");
    for (const body of ["two", "three"]) {
      shop.writeAsConfigMap(withRoute(shop.topology, fixedRoute(body)));
      await answered(body);
    }
    expect(await inspect(container, ".RestartCount")).toBe(0);
  }, 40_000);

  test("binds low ports without a right to", async () => {
    const low = await ShopFolder.create((port) => (port === 80 ? 80 : 3306));
    try {
      const mount = ["--volume", `${low.folder}:/etc/portico:ro`];
      const sysctl = ["--sysctl", "net.ipv4.ip_unprivileged_port_start=0"];
      const id = await podman.start(IMAGE, [...CONFINED, ...mount, "--network", "none", ...sysctl]);
      await ready(id);
      expect(await podman.run("logs", id)).toContain("edge/http HTTP 127.0.0.1:80");
      expect((await processOf(id)).capabilities).toEqual(["0000000000000000", "0000000000000000"]);
      await podman.run("rm", "--force", "--time", "0", id);
    } finally {
      await low.close();
    }
  }, 20_000);

  test("its health check says whether it is ready", async () => {
    expect(await podman.try("healthcheck", "run", container)).toMatchObject({ status: 0 });
    const elsewhere = ["exec", "--env", `PORTICO_ADMIN=127.0.0.1:${await freePort()}`, container];
    const check = await podman.try(...elsewhere, NODE, BUNDLE, "healthcheck");
    expect(check).toMatchObject({ status: 1, stderr: expect.stringContaining("ECONNREFUSED") });
  });

  test("refuses a Topology that is not valid, with exit status 2", async () => {
    const { status, stderr } = await podman.once(IMAGE, CONFINED);
    expect(stderr).toContain("/etc/portico/topology.json");
    expect(status).toBe(2);
  });

  test("on SIGTERM it is not ready any more, ends what is under way, and exits 0", async () => {
    const answers = Array.from({ length: 5 }, () => fetchFrom(shop.port("http"), "/held", { headers: HOST }));
    await eventually(() => shop.waitingRequests === answers.length);
    await podman.run("kill", "--signal", "TERM", container);
    await eventually(async () => (await fetchFrom(admin, "/readyz")).status === 503);
    expect((await podman.try("healthcheck", "run", container)).status).toBe(1);
    await eventually(() => refusesConnections(shop.port("http")));
    shop.release();
    expect((await Promise.all(answers)).map(({ status, body }) => [status, body])).toEqual(
      answers.map(() => [200, "at last"]),
    );
    expect(await podman.run("wait", container)).toBe("0");
  }, 20_000);

  test("runs several workers", async () => {
    const workers = await start("proxy", "--config", "/etc/portico/topology.json", "--workers", "2");
    await ready(workers);
    expect(await echoFrom(shop.port("http"), "/users", { headers: HOST })).toMatchObject({ service: "users" });
    await podman.run("kill", "--signal", "TERM", workers);
    expect(await podman.run("wait", workers)).toBe("0");
  }, 20_000);
});

const BILL = 'require("node:fs").readFileSync("/usr/local/lib/portico/sbom.cdx.json", "utf8")';
const WRITE = 'require("node:fs").writeFileSync("/etc/portico/x", "")';
function fixedRoute(body: string): Route {
  return {
    name: "new",
    matches: [{ path: { type: "Exact", value: "/new" } }],
    filters: [{ type: "FixedResponse", statusCode: 200, body }],
  };
}

/** All files but those of the kernel. */
const LIST = `const { readdirSync } = require("node:fs");
  readdirSync("/").filter((top) => !["proc", "sys", "dev"].includes(top)).flatMap((top) =>
    readdirSync("/" + top, { recursive: true }).map((file) => "/" + top + "/" + file)).join("\\n")`;

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The first line of what a TCP service sends. */
function greeting(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString("utf8"));
    });
  });
}

function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(true));
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });
}
