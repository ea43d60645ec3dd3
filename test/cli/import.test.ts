import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareSync } from "bcryptjs";
import { importSetup, writeStack } from "../../lib/import";
import { portico, withFiles } from "./run-portico";

const KONTENA = "services: { web: { environment: [KONTENA_LB_VIRTUAL_PATH=/a] } }";

test("portico import writes the program to standard output, what is not as it was to standard error, exit 0", async () => {
  await withFiles({ "kontena.yml": KONTENA }, async (folder) => {
    const { status, out, err } = await portico("import", "kontena", join(folder, "kontena.yml"), "--class", "Shop");
    expect(status).toBe(0);
    expect(out).toBe(writeStack(importSetup("kontena", KONTENA), "Shop"));
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^portico: warning: requests that no service took/),
      expect.stringMatching(
        /^portico: warning: services\.web\.environment\.KONTENA_LB_VIRTUAL_PATH: "\/a" took \/ax too/,
      ),
    ]);
  });
});

test.each([
  ["a file that is none", { "x.yml": "a: b" }, ["ingress"], /there is no Ingress in the file/],
  [
    "what would not be valid",
    { "x.yml": KONTENA.replace("/a", "/a b") },
    ["kontena"],
    /what .*x\.yml says is not valid/,
  ],
  ["a class that is no name", { "x.yml": KONTENA }, ["kontena", "--class", "a b"], /"a b" is no name of a class/],
  ["a kind that is not known", { "x.yml": KONTENA }, ["traefik"], /kontena, ingress/],
] as const)("%s: exit 2, nothing on standard output", async (_what, files, [source, ...options], message) => {
  await withFiles(files, async (folder) => {
    const { status, out, err } = await portico("import", source, join(folder, "x.yml"), ...options);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(message);
  });
});

describe("users and passwords", () => {
  const PROTECTED =
    "services: { web: { environment: [KONTENA_LB_BASIC_AUTH_SECRETS=user ann insecure-password hunter2] } }";
  const modeOf = (file: string) => statSync(file).mode & 0o777;

  test("go into a file beside the program that its owner alone may read, and nowhere else", async () => {
    await withFiles({ "kontena.yml": PROTECTED }, async (folder) => {
      const output = join(folder, "shop.ts");
      const { status, out, err } = await portico("import", "kontena", join(folder, "kontena.yml"), "-o", output);
      const users = join(folder, "web.htpasswd");
      expect({ status, out }).toEqual({ status: 0, out: `wrote ${output}\n` });
      expect(err).toContain(`portico: wrote ${users}, which is secret: its owner alone may read it\n`);
      expect(modeOf(users)).toBe(0o600);
      const text = readFileSync(users, "utf8");
      expect(compareSync("hunter2", text.trimEnd().slice("ann:".length))).toBe(true);
      const program = readFileSync(output, "utf8");
      expect(program).toContain('Filter.basicAuth({ usersFile: "web.htpasswd" })');
      for (const said of [program, out, err]) {
        expect(said).not.toContain("hunter2");
        expect(said).not.toContain("$2");
      }
      expect(readdirSync(folder).sort()).toEqual(["kontena.yml", "shop.ts", "web.htpasswd"]);
    });
  });

  test("never take the place of a file that is there, unless told to; then they do not keep its permissions", async () => {
    await withFiles({ "kontena.yml": PROTECTED, "web.htpasswd": "mine" }, async (folder) => {
      const [output, users] = [join(folder, "shop.ts"), join(folder, "web.htpasswd")];
      const args = ["import", "kontena", join(folder, "kontena.yml"), "-o", output] as const;
      const refused = await portico(...args);
      expect(refused).toMatchObject({ status: 2, out: "" });
      expect(refused.err).toContain(`portico: ${users}: is there already\n`);
      expect([readFileSync(users, "utf8"), existsSync(output)]).toEqual(["mine", false]);

      chmodSync(users, 0o644);
      expect(await portico(...args, "--force")).toMatchObject({ status: 0 });
      expect(readFileSync(users, "utf8")).toMatch(/^ann:/);
      expect(modeOf(users)).toBe(0o600);
    });
  });

  test("may be imported again: what says the same stays, and its owner alone may read it", async () => {
    await withFiles({ "kontena.yml": PROTECTED }, async (folder) => {
      const [output, users] = [join(folder, "shop.ts"), join(folder, "web.htpasswd")];
      const args = ["import", "kontena", join(folder, "kontena.yml"), "-o", output] as const;
      await portico(...args);
      const first = readFileSync(users, "utf8");
      chmodSync(users, 0o644);
      const again = await portico(...args);
      expect(again.status).toBe(0);
      expect(again.err).not.toContain("portico: wrote");
      expect([readFileSync(users, "utf8"), modeOf(users)]).toEqual([first, 0o600]);

      writeFileSync(join(folder, "kontena.yml"), PROTECTED.replace("hunter2", "hunter3"));
      expect(await portico(...args)).toMatchObject({ status: 2, out: "" });
      expect(readFileSync(users, "utf8")).toBe(first);
    });
  });

  test("that cannot be written: exit 1, and no program", async () => {
    await withFiles({ "kontena.yml": PROTECTED }, async (folder) => {
      const output = join(folder, "nowhere", "shop.ts");
      const { status, out, err } = await portico("import", "kontena", join(folder, "kontena.yml"), "-o", output);
      expect({ status, out }).toEqual({ status: 1, out: "" });
      expect(err).toMatch(/nowhere\/web\.htpasswd: cannot be written: its folder does not exist\n/);
    });
  });
});
