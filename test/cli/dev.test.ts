import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { echoFrom, fetchFrom } from "../proxy/support/clients";
import { freePort } from "../support/free-ports";
import { shop } from "./shop-topology";

// An app and the command are processes of their own.
jest.setTimeout(60_000);

const HOOK = join(__dirname, "../support/typescript-hook.js");
const MAIN = join(__dirname, "../../lib/cli/main.ts");

/** A program that writes what cdktf and Portico write for stacks with these Topologies. */
function appOf(stacks: Readonly<Record<string, unknown>>): string {
  return `
    const { mkdirSync, writeFileSync } = require("node:fs");
    const out = process.env.CDKTF_OUTDIR;
    const stacks = {};
    for (const [name, topology] of Object.entries(${JSON.stringify(stacks)})) {
      const workingDirectory = "stacks/" + name;
      mkdirSync(out + "/" + workingDirectory, { recursive: true });
      if (topology !== null) writeFileSync(out + "/" + workingDirectory + "/portico.topology.json", JSON.stringify(topology));
      stacks[name] = { name, workingDirectory };
    }
    writeFileSync(out + "/manifest.json", JSON.stringify({ version: "0.21.0", stacks }));`;
}

/** `portico dev` in a folder with these files. */
class Dev {
  out = "";
  err = "";
  readonly status: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), "portico-dev-test-"));

  constructor(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
    const [cwd, { env }] = [this.folder, process];
    this.child = spawn(process.execPath, ["-r", HOOK, MAIN, "dev", ...args], { cwd, env, stdio: "pipe" });
    this.child.stdout?.on("data", (chunk) => {
      this.out += chunk;
    });
    this.child.stderr?.on("data", (chunk) => {
      this.err += chunk;
    });
    this.status = new Promise((resolve) => this.child.on("close", resolve));
  }

  ready(): Promise<void> {
    return this.says("out", "portico ready");
  }

  /** Resolves once it has said something so many times. */
  says(where: "out" | "err", text: string, times = 1): Promise<void> {
    return until(async () => {
      if (this[where].split(text).length > times) return true;
      const ended = await Promise.race([this.status, Promise.resolve("running")]);
      if (ended !== "running") throw new Error(`it has ended: ${this.err}`);
      return false;
    });
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.child.kill(signal);
    return this.status;
  }

  get files(): readonly string[] {
    return readdirSync(this.folder);
  }

  dispose(): void {
    this.child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const open: Dev[] = [];

function dev(...parameters: ConstructorParameters<typeof Dev>): Dev {
  const run = new Dev(...parameters);
  open.push(run);
  return run;
}

afterEach(() => {
  for (const run of open.splice(0)) run.dispose();
});

const CDKTF_JSON = JSON.stringify({ language: "typescript", app: "node main.js" });

test("the app's stack runs here: its routes, echo services, requests to try, who answered, exit 0 on SIGTERM", async () => {
  const port = await freePort();
  const run = dev(
    { "cdktf.json": CDKTF_JSON, "main.js": appOf({ plain: null, one: shop, two: shop }) },
    ...["--port", String(port)],
  );
  await run.ready();
  const echo = await echoFrom(port, "/users/7", { headers: { host: "shop.example.com" } });

  expect(echo).toMatchObject({ service: "users", path: "/users/7" });
  expect(await run.end()).toBe(0);
  expect(run.out).toContain(`portico ready: stack one: edge/http HTTP 127.0.0.1:${port}`);
  expect(run.out).toContain("other stacks, with --stack: two");
  expect(run.out).toContain(`http://127.0.0.1:${port}/users`);
  expect(run.out).toMatch(/200 GET .*\/users\/7 -> users-\d, route users/);
  expect(run.err).toBe("");
  expect(run.files).toEqual(["cdktf.json", "main.js"]);
});

test("--stack chooses, --app takes the place of cdktf.json", async () => {
  const port = await freePort();
  const run = dev(
    { "app.js": appOf({ one: { version: 1 }, two: shop }) },
    ...["--app", "node app.js", "--stack", "two", "--port", String(port)],
  );
  await run.ready();
  expect(run.out).toContain("portico ready: stack two:");
  expect(await run.end()).toBe(0);
});

test("an app is told what cdktf.json tells it, and its lock file stays as it is", async () => {
  const port = await freePort();
  const constructs = join(__dirname, "../../constructs");
  // The stack has a rule that the lock file does not know.
  const app = `
    const { App, TerraformStack } = require(${JSON.stringify(require.resolve("cdktf"))});
    const { EdgeLoadBalancer, IngressRouter, Listener, LogicalService } = require("${constructs}/index.ts");
    const { Aws } = require("${constructs}/aws/index.ts");
    const app = new App();
    const stack = new TerraformStack(app, "shop");
    const vpcId = app.node.getContext("vpc");
    const platform = new Aws({ vpcId, subnetIds: ["subnet-1", "subnet-2"] });
    const service = new LogicalService(stack, "users", { platform, port: 8080 });
    const router = new IngressRouter(stack, "router", { platform });
    router.addRoute("users", { backends: [service] });
    new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
    app.synth();`;
  const command = `${process.execPath} -r ${HOOK} main.js`;
  const run = dev(
    { "cdktf.json": JSON.stringify({ app: command, context: { vpc: "vpc-1" } }), "main.js": app },
    ...["--port", String(port)],
  );
  await run.ready();
  expect(await echoFrom(port, "/")).toMatchObject({ service: "users" });
  expect(await run.end()).toBe(0);
  expect(run.files).toEqual(["cdktf.json", "main.js"]);
});

describe("--watch", () => {
  const APP = `
    const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
    const out = process.env.CDKTF_OUTDIR;
    mkdirSync(out + "/stacks/one", { recursive: true });
    writeFileSync("written-by-the-app.json", "always the same");
    const text = JSON.stringify(JSON.parse(readFileSync("stack.json", "utf8")));
    writeFileSync(out + "/stacks/one/portico.topology.json", text);
    writeFileSync(out + "/manifest.json", JSON.stringify({ stacks: { one: { name: "one", workingDirectory: "stacks/one" } } }));`;
  const files = (stack: unknown) => ({
    "cdktf.json": CDKTF_JSON,
    "main.js": APP,
    "stack.json": JSON.stringify(stack),
    "written-by-the-app.json": "always the same",
  });
  const answering = (statusCode: number) => ({
    ...shop,
    routers: [{ name: "shop", routes: [{ name: "all", filters: [{ type: "FixedResponse", statusCode }] }] }],
  });

  test("takes up what changes without a restart, and keeps what ran where it cannot", async () => {
    const port = await freePort();
    const run = dev(files(answering(200)), "--watch", "--port", String(port));
    await run.ready();
    const status = async () => (await fetchFrom(port, "/")).status;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await fetchFrom(port, "/", { agent });
    expect(first.status).toBe(200);

    run.write("stack.json", JSON.stringify(answering(418)));
    await run.says("out", "portico applied: edge/http");
    expect(run.out).toContain("portico: changed: stack.json\n");
    expect([await status(), (await fetchFrom(port, "/", { agent })).status]).toEqual([418, 418]);
    agent.destroy();

    run.write("stack.json", "{");
    await run.says("err", 'portico: "node main.js" has failed\nportico: what ran before goes on\n');
    expect(await status()).toBe(418);

    run.write("stack.json", JSON.stringify({ ...answering(418), routers: [] }));
    await run.says("err", "portico: the Topology of one is not valid: 1 error\nportico: what ran before goes on\n");
    expect(await status()).toBe(418);

    run.write("stack.json", JSON.stringify(answering(204)));
    await run.says("out", "portico applied: edge/http", 2);
    expect(await status()).toBe(204);
    expect(run.err).not.toMatch(/\n\s+at /);
    expect(run.out.match(/portico: changed: .*/g)).toEqual(Array(4).fill("portico: changed: stack.json"));
    expect(await run.end()).toBe(0);
  });

  test("waits for what cannot be run at the start", async () => {
    const port = await freePort();
    const run = dev({ ...files(answering(200)), "stack.json": "{" }, "--watch", "--port", String(port));
    await run.says("err", "portico: nothing runs until it is mended\n");
    run.write("stack.json", JSON.stringify(answering(200)));
    await run.ready();
    expect((await fetchFrom(port, "/")).status).toBe(200);
    expect(await run.end()).toBe(0);
  });
});

test.each<[what: string, signal: NodeJS.Signals, options: readonly string[]]>([
  ["Ctrl-C with --watch", "SIGINT", ["--watch"]],
  ["Ctrl-C without", "SIGINT", []],
  ["a terminal that is closed", "SIGHUP", []],
])("%s during a synthesis leaves nothing of it running, exit 0", async (_what, signal, options) => {
  const port = await freePort();
  // The shell waits for its child, which says where it is by taking the port.
  const app = `require("node:net").createServer().listen(${port}, "127.0.0.1", () => console.log("up"));`;
  const run = dev({ "main.js": app }, "--app", "node main.js; true", ...options);
  await until(() => isTaken(port));
  expect(await run.end(signal)).toBe(0);
  expect(await isTaken(port)).toBe(false);
  expect(run.files).toEqual(["main.js"]);
});

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

describe("what cannot be run is said in lines on standard error, without a stack trace", () => {
  test.each<
    [what: string, files: Readonly<Record<string, string>>, args: readonly string[], status: number, err: string]
  >([
    [
      "no cdktf.json",
      {},
      [],
      2,
      'portico: there is no cdktf.json in this folder\nportico: go to the app\'s folder, or name it: --app "node main.js"\n',
    ],
    [
      "a cdktf.json without an app",
      { "cdktf.json": "{}" },
      [],
      2,
      'portico: cdktf.json names no "app"\nportico: name it: --app "node main.js"\n',
    ],
    [
      "an app that its validations refuse",
      {
        "cdktf.json": CDKTF_JSON,
        "main.js": `throw new Error("Validation failed with the following errors:\\n  [shop] no backends\\n  [shop] no listener\\n\\nIf you wish")`,
      },
      [],
      2,
      'portico: [shop] no backends\nportico: [shop] no listener\nportico: "node main.js" is not valid\n',
    ],
    [
      "an app that fails",
      { "cdktf.json": CDKTF_JSON, "main.js": 'console.error("no such region"); process.exit(3)' },
      [],
      1,
      'portico: no such region\nportico: "node main.js" has failed\n',
    ],
    [
      "an app that writes nothing",
      { "cdktf.json": CDKTF_JSON, "main.js": "" },
      [],
      1,
      'portico: "node main.js" has synthesized nothing\nportico: "node main.js" has failed\n',
    ],
    [
      "a stack that there is not",
      { "cdktf.json": CDKTF_JSON, "main.js": appOf({ "shop-aws": shop }) },
      ["--stack", "shop-asw"],
      2,
      'portico: no stack "shop-asw"; did you mean shop-aws?\n',
    ],
    [
      "no stack with an edge",
      { "cdktf.json": CDKTF_JSON, "main.js": appOf({ one: { version: 1 } }) },
      [],
      2,
      "portico: no stack of the app has an edge that clients could reach\n",
    ],
  ])("%s", async (_what, files, args, status, err) => {
    const run = dev(files, ...args);
    expect({ status: await run.status, out: run.out, err: run.err }).toEqual({ status, out: "", err });
  });

  test("a context of the environment that is none", async () => {
    process.env.CDKTF_CONTEXT_JSON = "{";
    const run = dev({ "main.js": "" }, "--app", "node main.js");
    delete process.env.CDKTF_CONTEXT_JSON;
    expect(await run.status).toBe(2);
    expect(run.err).toMatch(
      /^portico: CDKTF_CONTEXT_JSON of the environment is no JSON: .*\nportico: "node main.js" is not valid\n$/,
    );
  });

  test("a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { readonly port: number };
    try {
      const run = dev({ "cdktf.json": CDKTF_JSON, "main.js": appOf({ one: shop }) }, "--port", String(port));
      expect(await run.status).toBe(1);
      expect(run.err).toBe(
        `portico: listener edge/http: cannot listen on 127.0.0.1:${port}: the port is already in use (EADDRINUSE)\n` +
          "portico: name another port with --port\n",
      );
    } finally {
      server.close();
    }
  });
});
