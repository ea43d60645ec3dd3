import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type TerraformStack, Testing } from "cdktf";
import { Placement, SelfHosted } from "portico/self-hosted";
import { topologyNaming } from "../../topology/support/every-file";
import { loadDesignShop } from "../support/design-shop";
import { contentOf } from "./support/files";
import { placed } from "./support/placed";

const Shop = loadDesignShop();
/** What systemd calls the exposure of a service is from 0 to 10; most services of a distribution are above 9. */
const MOST_EXPOSURE = 2;

/** The first version that looks at a unit file offline. */
const FIRST_VERSION = 250;

const analyze = systemdAnalyze();
/** Where Podman's packages have it. */
const generator = find("quadlet", "/usr/libexec/podman", "/usr/lib/podman", "/usr/lib/systemd/system-generators");

function find(name: string, ...folders: readonly string[]): string | undefined {
  const all = [...folders, ...(process.env.PATH ?? "").split(delimiter)];
  return all.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function systemdAnalyze(): string | undefined {
  const file = find("systemd-analyze");
  const [, version] = /^systemd (\d+)/.exec(file === undefined ? "" : run(file, ["--version"]).output) ?? [];
  return Number(version) >= FIRST_VERSION ? file : undefined;
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return { status, output: `${stdout}${stderr}` };
}

const folder = mkdtempSync(join(tmpdir(), "portico-units-"));
const stack = new Shop(Testing.app(), "shop-self", new SelfHosted({ image: { name: "images.example.com/portico" } }));

afterAll(() => rmSync(folder, { recursive: true }));

/** A Topology whose files stand where a unit sees nothing by itself, under names that need escapes. */
const hidden = placed(
  topologyNaming((holds) => `/home/o:p s/${holds} 100%"`),
  Placement.files(),
);

/** A file of a stack, written where the tools of systemd find it. */
function written(ending: string, of: TerraformStack = stack): string {
  const file = join(folder, `portico${ending}`);
  writeFileSync(file, contentOf(of, ending));
  return file;
}

(analyze === undefined ? describe.skip : describe)("to systemd the unit", () => {
  test("has no fault", () => {
    expect(run(analyze ?? "", ["verify", "--recursive-errors=no", written(".service")])).toEqual({
      status: 0,
      output: "",
    });
  });

  test("has no fault where it lets files be seen", () => {
    expect(run(analyze ?? "", ["verify", "--recursive-errors=no", written(".service", hidden)])).toEqual({
      status: 0,
      output: "",
    });
  });

  test.each([
    ["by itself", stack],
    ["where it lets files be seen", hidden],
  ])("is little exposed %s", (_when, of) => {
    const { output } = run(analyze ?? "", ["security", "--offline=true", "--no-pager", written(".service", of)]);
    const [, level] = /Overall exposure level for portico\.service: ([\d.]+) /.exec(output) ?? [];
    expect(Number(level)).toBeLessThan(MOST_EXPOSURE);
  });
});

(generator === undefined ? describe.skip : describe)("of the Quadlet Podman", () => {
  test("makes a unit without a word", () => {
    written(".container");
    const { status, output } = run(generator ?? "", ["-dryrun"], { QUADLET_UNIT_DIRS: folder });
    expect(status).toBe(0);
    expect(output).not.toMatch(/warning|unsupported|error/i);
    expect(output).toMatch(/^ExecStart=.* --cap-drop all .* --read-only .*images\.example\.com\/portico/m);
  });
});
