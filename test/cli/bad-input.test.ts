import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { portico, type Run, withFiles } from "./run-portico";
import { shop } from "./shop-topology";

// The command is a process of its own.
jest.setTimeout(60_000);

const HOOK = join(__dirname, "../support/typescript-hook.js");
const MAIN = join(__dirname, "../../lib/cli/main.ts");

/** Each command that reads a file, as a user would write it. */
const READERS: readonly (readonly [command: string, args: (file: string) => readonly string[]])[] = [
  ["validate", (file) => ["validate", file]],
  ["explain", (file) => ["explain", "--config", file, "GET", "http://shop.example.com/"]],
  ["graph", (file) => ["graph", file]],
  ["import kontena", (file) => ["import", "kontena", file]],
  ["import ingress", (file) => ["import", "ingress", file]],
  ["export", (file) => ["export", file]],
  ["cost", (file) => ["cost", file]],
];

/** What may stand in the place of a file, made in a folder; the same is said of it by each command. */
const RUBBISH: readonly (readonly [what: string, make: (path: string) => void, says: string])[] = [
  ["none", () => {}, "no such file"],
  ["one below a file", (path) => writeFileSync(path, "x"), "no such file"],
  ["a link to itself", (path) => symlinkSync(path, path), "its symbolic links lead in a circle"],
  ["bytes", (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28])), "is no text in UTF-8"],
  ["65 MiB", (path) => writeFileSync(path, Buffer.alloc(65 * 1024 * 1024, " ")), "is longer than 64 MiB"],
];

describe.each(READERS)("portico %s", (_command, args) => {
  test.each(RUBBISH)("says in one line what is wrong where the file is: %s", async (what, make, says) => {
    await withFiles({}, async (folder) => {
      const path = join(folder, "file");
      make(path);
      const file = what === "one below a file" ? join(path, "x") : path;
      expect(await portico(...args(file))).toEqual({ status: 2, out: "", err: `portico: ${file}: ${says}\n` });
    });
  });

  test.each<[what: string, content: string]>([
    ["empty", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["a number", "1"],
    ["nested deeply and never closed", "[".repeat(100_000)],
    ["cut in the middle", '{"version": 1, "edges": [{'],
  ])("refuses a file that is %s, in a few lines without a stack trace", async (_what, content) => {
    await withFiles({ "file.json": content }, async (folder) => {
      const { status, out, err } = await portico(...args(join(folder, "file.json")));
      expect({ status, out }).toEqual({ status: 2, out: "" });
      expect(err.split("\n").every((line) => line === "" || line.startsWith("portico: "))).toBe(true);
      expect(err.length).toBeLessThan(2_000);
    });
  });

  test("refuses a folder and an empty name", async () => {
    await withFiles({}, async (folder) => {
      mkdirSync(join(folder, "stacks"));
      for (const file of [folder, ""]) {
        const { status, out, err } = await portico(...args(file));
        expect({ status, out }).toEqual({ status: 2, out: "" });
        expect(err).toMatch(/^portico: .*\n$/);
      }
    });
  });
});

const isRoot = process.getuid?.() === 0;

(isRoot ? test.skip : test)("a file that may not be read is bad usage", async () => {
  await withFiles({ "file.json": "{}" }, async (folder) => {
    const file = join(folder, "file.json");
    chmodSync(file, 0o000);
    expect(await portico("validate", file)).toMatchObject({ status: 2, err: `portico: ${file}: may not be read\n` });
  });
});

test("a byte order mark is no fault", async () => {
  await withFiles({ "file.json": `\ufeff${JSON.stringify(shop)}` }, async (folder) => {
    expect(await portico("validate", join(folder, "file.json"))).toMatchObject({ status: 0 });
  });
});

test("YAML that would grow without end is refused", async () => {
  const lists = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef"].map((pair) => [...pair])) {
    lists.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
  }
  await withFiles({ "file.yaml": lists.join("\n") }, async (folder) => {
    const { status, err } = await portico("import", "kontena", join(folder, "file.yaml"));
    expect(status).toBe(2);
    expect(err).toContain("this is no YAML that can be read: Excessive alias count");
  });
});

test.each(["explain", "export", "cost"])("a stack that nests too deeply is refused: %s", async (name) => {
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  const stack = `{"resource":{"kubernetes_manifest":{"a":{"manifest":${deep}}}}}`;
  const args = READERS.find(([command]) => command === name)?.[1] ?? (() => []);
  await withFiles({ "cdk.tf.json": stack }, async (folder) => {
    const file = join(folder, "cdk.tf.json");
    expect(await portico(...args(file))).toEqual({
      status: 2,
      out: "",
      err: `portico: ${file}: is nested too deeply\n`,
    });
  });
});

test("what a file holds gives a terminal no commands, and a program no lines", async () => {
  const environment = { KONTENA_LB_BALANCE: "\u001b[2J\nx\r", KONTENA_LB_VIRTUAL_PATH: "/a" };
  await withFiles({ "kontena.yml": { services: { web: { environment } } } }, async (folder) => {
    const { status, out, err } = await portico("import", "kontena", join(folder, "kontena.yml"));
    expect(status).toBe(0);
    expect(err).toContain('"\\u001b[2J\nx\\u000d" is no way to balance');
    for (const text of [out, err]) expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(out).toContain('" [2J x " is no way to balance');
  });
});

test.each([
  [["help", "explian"], 'portico: no command "explian"; did you mean explain?\n'],
  [["help", "nothing"], 'portico: no command "nothing"; there is proxy, validate, '],
  [["dev", "--app", " "], "portico: option '-a, --app <command>' argument ' ' is invalid. A command is needed.\n"],
  [["validate", "a", "b"], "portico: too many arguments for 'validate'"],
])("%j is bad usage", async (args, says) => {
  const { status, out, err } = await portico(...args);
  expect({ status, out }).toEqual({ status: 2, out: "" });
  expect(err.startsWith(says)).toBe(true);
});

/** Runs the command with something else than pipes at its ends. */
function run(args: readonly string[], shell: string, input?: string): Promise<Run> {
  const command = [process.execPath, "-r", HOOK, MAIN, ...args].map((word) => `'${word}'`).join(" ");
  return new Promise((resolve) => {
    const child = spawn("bash", ["-c", shell.replace("PORTICO", command)], { stdio: "pipe" });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.stdin.end(input);
    child.on("close", (code) => resolve({ status: code ?? -1, out, err }));
  });
}

const routes = Array.from({ length: 3_000 }, (_, index) => ({
  name: `r${index}`,
  matches: [{ path: { type: "PathPrefix", value: `/p${index}` } }],
  backends: [{ service: "users" }],
}));
const long = { ...shop, routers: [{ name: "shop", routes }] };

describe("a standard output", () => {
  test("whose reader has seen enough is no failure", async () => {
    await withFiles({ "long.json": long }, async (folder) => {
      const args = ["graph", join(folder, "long.json")];
      expect(await run(args, "PORTICO | head -1; exit ${PIPESTATUS[0]}")).toEqual({
        status: 0,
        out: "flowchart LR\n",
        err: "",
      });
    });
  });

  test("that is closed is none either", async () => {
    expect(await run(["--help"], "PORTICO >&-")).toEqual({ status: 0, out: "", err: "" });
  });

  (existsSync("/dev/full") ? test : test.skip)("that is full is one: exit 1, in one line", async () => {
    expect(await run(["--help"], "PORTICO > /dev/full")).toEqual({
      status: 1,
      out: "",
      err: expect.stringMatching(/^portico: standard output cannot be written: ENOSPC: .*\n$/),
    });
  });
});

test.each([
  ["a pipe", "PORTICO"],
  ["a pipe that is filled in pieces", "(head -c 10; cat) | PORTICO"],
])("- is standard input: %s", async (_what, shell) => {
  const { status, out, err } = await run(["validate", "-"], shell, JSON.stringify(shop));
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(out).toMatch(/^standard input is valid: /);
});

test.each<[args: readonly string[], input: string, says: string]>([
  [["validate", "-"], '{"version": 2}', "standard input is not valid: 1 error\n"],
  [["import", "kontena", "-"], "a: b", "standard input is not valid: 1 error\n"],
  [
    ["import", "kontena", "-"],
    "a: { environment: { KONTENA_LB_VIRTUAL_PATH: /a b } }",
    "what standard input says is not valid: 1 error\n",
  ],
])("%j names standard input where it is not valid", async (args, input, says) => {
  const { status, err } = await run(args, "PORTICO", input);
  expect(status).toBe(2);
  expect(err.endsWith(`portico: ${says}`)).toBe(true);
});

test.each<[args: readonly string[], input: string, says: string]>([
  [["validate", "-"], "\\xff", ": is no text in UTF-8"],
  [["explain", "-c", "-", "GET", "/"], '{"version": 2}', " is not valid: 1 error"],
  [["explain", "-c", "-", "GET", "/"], '{"terraform": {}}', " holds nothing that takes HTTP"],
  [["graph", "-"], "[]", " is not valid: 1 error"],
  [["import", "ingress", "-"], "a: b", " is not valid: 1 error"],
  [["export", "-"], "x", ": is no JSON: "],
  [["export", "-"], "[]", ": is no synthesized cdk.tf.json"],
  [["export", "-"], "{}", " holds no Kubernetes objects"],
  [["cost", "-"], "x", ": is no JSON: "],
  [["cost", "-"], "{}", ' is not a synthesized stack: it has neither "resource" nor "terraform"'],
  [["cost", "-", "--prices", "-"], "x", " cannot be the stack and the prices"],
])("%j never calls standard input a dash: %s", async (args, input, says) => {
  const { status, out, err } = await run(args, `printf '${input}' | PORTICO`);
  expect({ status, out }).toEqual({ status: 2, out: "" });
  expect(err).toMatch(/^portico: /);
  expect(err).toContain(`standard input${says}`);
  expect(err).not.toContain("portico: -");
});

test("a device that never ends is refused", async () => {
  expect(await portico("validate", "/dev/zero")).toMatchObject({
    status: 2,
    err: "portico: /dev/zero: is longer than 64 MiB\n",
  });
});
