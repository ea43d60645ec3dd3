import { join } from "node:path";
import { ensureBuilt } from "./support/built-package";
import { ROOT } from "./support/packed-project";
import { run } from "./support/run";

/** Packages that some entry point needs, and others must not load. */
const CONCERNS = [
  "cdktf",
  "constructs",
  "@cdktf/provider-aws",
  "@cdktf/provider-kubernetes",
  "@cdktf/provider-local",
  "ajv",
  "commander",
  "pino",
  "prom-client",
];

/** Folders of our own. */
const FOLDERS = ["aws", "kubernetes", "self-hosted"].map((platform) => `constructs/${platform}`);
const LIBRARIES = ["topology", "routing", "parity", "proxy", "cli", "dev", "testing"].map((name) => `lib/${name}`);

beforeAll(ensureBuilt, 60_000);

/** What is loaded when some code has run to its end: packages of concern and folders of our own. */
function loadedBy(code: string): { readonly packages: readonly string[]; readonly own: readonly string[] } {
  const files = filesLoadedBy(code);
  const within = (folder: string) => files.some((file) => file.startsWith(join(ROOT, folder, "/")));
  return {
    packages: CONCERNS.filter((name) => within(`node_modules/${name}`)),
    own: [...FOLDERS, ...LIBRARIES].filter((folder) => within(`dist/${folder}`)),
  };
}

function filesLoadedBy(code: string): readonly string[] {
  const list = 'require("node:fs").writeSync(1, "\\n" + JSON.stringify(Object.keys(require.cache)))';
  const output = run(process.execPath, ["-e", `process.on("exit", () => ${list}); ${code}`], ROOT);
  return JSON.parse(output.slice(output.lastIndexOf("\n"))) as readonly string[];
}

describe("an entry point loads what it needs and nothing else", () => {
  const ofConstructs = ["lib/topology", "lib/routing"];

  test.each([
    ["portico", ["cdktf", "constructs"], ofConstructs],
    ["portico/aws", ["cdktf", "constructs", "@cdktf/provider-aws"], ["constructs/aws", ...ofConstructs]],
    [
      "portico/kubernetes",
      ["cdktf", "constructs", "@cdktf/provider-kubernetes"],
      ["constructs/kubernetes", ...ofConstructs],
    ],
    // The provider waits for the placement that needs it.
    ["portico/self-hosted", ["cdktf", "constructs"], ["constructs/self-hosted", ...ofConstructs]],
    ["portico/proxy", ["pino", "prom-client"], ["lib/topology", "lib/routing", "lib/proxy"]],
    ["portico/testing", [], ["lib/topology", "lib/routing", "lib/parity", "lib/testing"]],
  ])("%s", (entryPoint, packages, own) => {
    // The matchers are for a test runner, which has an expect.
    const code = `globalThis.expect = { extend() {} }; require(${JSON.stringify(entryPoint)})`;
    expect(loadedBy(code)).toEqual({ packages, own });
  });

  test("portico/self-hosted, once there is an edge", () => {
    const { packages } = loadedBy(`
      const { App, TerraformStack } = require("cdktf");
      const { EdgeLoadBalancer } = require("portico");
      const { SelfHosted } = require("portico/self-hosted");
      new EdgeLoadBalancer(new TerraformStack(new App(), "s"), "edge", { platform: new SelfHosted({}) });
    `);
    expect(packages).toEqual(["cdktf", "constructs", "@cdktf/provider-local"]);
  });

  test("a provider package is not loaded whole", () => {
    const providers = CONCERNS.filter((name) => name.startsWith("@cdktf/"));
    const whole = providers.map((name) => join(ROOT, "node_modules", name, "lib", "index.js"));
    const files = filesLoadedBy('for (const name of ["aws", "kubernetes", "self-hosted"]) require("portico/" + name)');
    expect(files.filter((file) => whole.includes(file))).toEqual([]);
  });
});

test.each([[["--version"]], [["proxy", "--help"]]])(
  "the command loads what it is told to do and nothing else: %j",
  (args) => {
    const main = join(ROOT, "dist", "lib", "cli", "main.js");
    const { packages } = loadedBy(
      `process.argv.splice(1, 1, ...${JSON.stringify([main, ...args])}); require(${JSON.stringify(main)})`,
    );
    expect(packages).toEqual(["commander"]);
  },
);
