import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const ROOT = join(__dirname, "..", "..");
const BIOME = join(ROOT, "node_modules", ".bin", "biome");

/** Who must not import what: `FILE imports MODULE`. */
const FORBIDDEN: readonly (readonly [file: string, module: string])[] = [
  ["lib/topology/x.ts", "../routing"],
  ["lib/topology/x.ts", "../version"],
  ["lib/topology/checks/x.ts", "../../parity"],
  ["lib/topology/checks/x.ts", "../../proxy"],
  ["lib/topology/x.ts", "../cli"],
  ["lib/topology/x.ts", "../dev"],
  ["lib/topology/x.ts", "../testing"],
  ["lib/topology/x.ts", "../../constructs"],
  ["lib/topology/x.ts", "cdktf"],
  ["lib/topology/x.ts", "portico"],
  ["lib/routing/x.ts", "../proxy"],
  ["lib/routing/target/x.ts", "../../parity"],
  ["lib/routing/x.ts", "../cli"],
  ["lib/routing/x.ts", "../topology/hostname"],
  ["lib/routing/x.ts", "cdktf"],
  ["lib/proxy/x.ts", "../cli"],
  ["lib/proxy/http/x.ts", "../../cli/io"],
  ["lib/proxy/x.ts", "../parity"],
  ["lib/proxy/x.ts", "../dev"],
  ["lib/proxy/http/x.ts", "../../../constructs/platform"],
  ["lib/proxy/x.ts", "constructs"],
  ["lib/proxy/x.ts", "cdktf/lib/app"],
  ["lib/proxy/x.ts", "@cdktf/provider-aws/lib/lb"],
  ["lib/proxy/http/x.ts", "../../routing/precedence"],
  ["lib/parity/x.ts", "../../constructs"],
  ["lib/parity/alb/x.ts", "../../../constructs/aws/rules"],
  ["lib/parity/x.ts", "../proxy"],
  ["lib/parity/x.ts", "../cli"],
  ["lib/parity/x.ts", "@cdktf/provider-aws/lib/lb"],
  ["lib/parity/alb/x.ts", "../../topology/hostname"],
  ["lib/parity/x.ts", "../export"],
  ["lib/export/x.ts", "../parity"],
  ["lib/export/x.ts", "../parity/kubernetes"],
  ["lib/export/kinds/x.ts", "../../parity/terraform/document"],
  ["lib/export/x.ts", "../cli"],
  ["lib/export/x.ts", "../../constructs"],
  ["lib/export/x.ts", "@cdktf/provider-kubernetes/lib/manifest"],
  ["lib/cli/x.ts", "cdktf"],
  ["lib/cli/commands/x.ts", "../../../constructs"],
  ["lib/cli/x.ts", "../proxy/snapshot"],
  ["lib/testing/x.ts", "cdktf"],
  ["lib/testing/x.ts", "portico/aws"],
  ["lib/dev/x.ts", "constructs"],
  ["lib/version.ts", "../constructs"],
  ["constructs/x.ts", "../lib/proxy"],
  ["constructs/aws/x.ts", "../../lib/cli"],
  ["constructs/aws/rules/x.ts", "../../../lib/parity"],
  ["constructs/aws/x.ts", "../../lib/topology/hostname"],
  ["constructs/x.ts", "cdktf"],
  ["constructs/aws/x.ts", "cdktf/lib/terraform-stack"],
  ["constructs/aws/x.ts", "@cdktf/provider-aws/lib/lb"],
  ["constructs/aws/x.ts", "portico"],
  ["constructs/cdktf.ts", "cdktf"],
  ["constructs/cdktf.ts", "@cdktf/provider-aws/lib/lb"],
  ["constructs/cdktf.ts", "../lib/proxy"],
  ["constructs/aws/provider.ts", "@cdktf/provider-aws"],
  ["constructs/kubernetes/provider.ts", "@cdktf/provider-kubernetes"],
  ["constructs/self-hosted/placements/files/provider.ts", "@cdktf/provider-local"],
  ["constructs/aws/provider.ts", "cdktf/lib/app"],
  ["constructs/aws/provider.ts", "../../lib/proxy"],
];

const ALLOWED: readonly (readonly [file: string, module: string])[] = [
  ["lib/topology/x.ts", "./model"],
  ["lib/topology/checks/x.ts", "../hostname"],
  ["lib/topology/structure/x.ts", "../../../schema/topology.v1.json"],
  ["lib/topology/x.ts", "ipaddr.js"],
  ["lib/routing/x.ts", "../topology"],
  ["lib/routing/target/x.ts", "../../topology"],
  ["lib/proxy/http/x.ts", "../../routing"],
  ["lib/proxy/http/x.ts", "../service/health"],
  ["lib/proxy/x.ts", "../version"],
  ["lib/proxy/x.ts", "./proxy-runtime"],
  ["lib/parity/alb/x.ts", "../../routing"],
  ["lib/export/x.ts", "../parity/terraform"],
  ["lib/export/x.ts", "../topology"],
  ["lib/export/x.ts", "yaml"],
  ["lib/cli/commands/x.ts", "../../export/index.js"],
  ["lib/cli/commands/x.ts", "../../proxy"],
  ["lib/cli/commands/x.ts", "../../proxy/index.js"],
  ["lib/cli/x.ts", "../parity"],
  ["lib/testing/x.ts", "../parity"],
  ["constructs/x.ts", "constructs"],
  ["constructs/x.ts", "./cdktf"],
  ["constructs/x.ts", "../lib/routing"],
  ["constructs/aws/x.ts", "./provider"],
  ["constructs/self-hosted/x.ts", "../../lib/topology"],
  ["constructs/self-hosted/x.ts", "./proxy"],
  ["constructs/cdktf.ts", "cdktf/lib/terraform-stack"],
  ["constructs/aws/provider.ts", "@cdktf/provider-aws/lib/lb-listener"],
  ["constructs/self-hosted/placements/files/provider.ts", "@cdktf/provider-local/lib/file"],
  ["examples/x.ts", "portico"],
  ["examples/x.ts", "cdktf"],
  ["examples/x.ts", "portico/proxy"],
  ["test/x.test.ts", "../lib/topology/hostname"],
];

/** Ways of naming a module, each on one line. */
const STATEMENTS: readonly ((module: string) => string)[] = [
  (module) => `import "${module}";`,
  (module) => `import type {} from "${module}";`,
  (module) => `export * from "${module}";`,
  (module) => `void import("${module}");`,
];

let project: string;
/** `FILE imports MODULE`, once for each statement that was refused. */
let refused: readonly string[];

// One run of the linter over all cases, in a project that has this one's rules: a file may stand in several cases.
beforeAll(() => {
  project = mkdtempSync(join(realpathSync(tmpdir()), "portico-rules-"));
  const rules = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8")) as object;
  writeFileSync(join(project, "biome.json"), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  const modules = new Map<string, string[]>();
  for (const [file, module] of [...FORBIDDEN, ...ALLOWED]) {
    modules.set(file, [...(modules.get(file) ?? []), ...STATEMENTS.map(() => module)]);
  }
  for (const [file, named] of modules) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    const lines = named.map((module, index) => STATEMENTS[index % STATEMENTS.length]?.(module));
    writeFileSync(join(project, file), `${lines.join("\n")}\n`);
  }
  refused = lint(project, ["."]).map(({ file, line }) => `${file} imports ${modules.get(file)?.[line - 1]}`);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test.each(FORBIDDEN)("%s does not import %s", (file, module) => {
  expect(refused.filter((name) => name === `${file} imports ${module}`)).toHaveLength(STATEMENTS.length);
});

test.each(ALLOWED)("%s may import %s", (file, module) => {
  expect(refused).not.toContain(`${file} imports ${module}`);
});

test("the files themselves keep the rules", () => {
  expect(lint(ROOT, ["lib", "constructs"])).toEqual([]);
});

/** Where the linter refuses an import. */
function lint(cwd: string, paths: readonly string[]): readonly { readonly file: string; readonly line: number }[] {
  const options = ["--only=style/noRestrictedImports", "--reporter=github", "--max-diagnostics=none"];
  const { stdout, stderr, status, error } = spawnSync(BIOME, ["lint", ...options, ...paths], { cwd, encoding: "utf8" });
  if (error !== undefined) throw error;
  const found = [...stdout.matchAll(/^::error title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/gm)];
  if (found.length === 0 && status !== 0) throw new Error(`the linter did not run: ${stdout}${stderr}`);
  return found.map(([, file = "", line]) => ({ file: relative(cwd, file), line: Number(line) }));
}
