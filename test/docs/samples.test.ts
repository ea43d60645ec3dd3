import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { transformSync } from "@swc/core";
import { App, Testing } from "cdktf";
import { Aws } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import "portico/testing";
import { Shop } from "../../examples/shop/shop";
import { portico } from "../cli/run-portico";
import { compileSamples } from "./support/compile-samples";
import { type Page, pages, readPage } from "./support/pages";
import { shellExamples } from "./support/shell-examples";

const named = pages().map((page) => [page.file, page] as const);

const samples = named.flatMap(([file, { blocks }]) =>
  blocks.filter(({ language }) => language === "ts").map((block) => ({ ...block, name: `${file}:${block.line}` })),
);

/** Shows that the compiler looks: a page that says nothing wrong proves little. */
const faulty = { name: "faulty", text: 'import { Match } from "portico";\n\nMatch.pathPrefix(7);\n' };

describe("every TypeScript sample compiles", () => {
  let found: ReturnType<typeof compileSamples>;

  beforeAll(() => {
    found = compileSamples([...samples, faulty]);
  }, 60_000);

  test("and one that does not is found", () => {
    expect(found.get("faulty")).toEqual([expect.stringMatching(/^line 3: TS2345: /)]);
  });

  test.each(samples.map(({ name }) => [name]))("%s", (name) => {
    expect(found.get(name)).toEqual([]);
  });
});

// A block that is marked as a test is one.
for (const { name, text } of samples.filter(({ label }) => label === "test")) {
  describe(`the test at ${name}`, () => {
    const { code } = transformSync(text, {
      swcrc: false,
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    new Function("require", "exports", code)(require, {});
  });
}

const shopStacks = (
  [
    ["shop-aws", new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] })],
    ["shop-k8s", new Kubernetes({ namespace: "shop", ingressClassName: "traefik" })],
    ["shop-self", new SelfHosted({})],
  ] as const
).map(([name, platform]) => {
  const output = Testing.synth(new Shop(new App(), name, platform));
  return [join("cdktf.out", "stacks", name, "cdk.tf.json"), output] as const;
});

const withExamples = named.flatMap(([file, page]) => {
  const examples = page.blocks.filter(({ language }) => language === "console").flatMap(shellExamples);
  return examples.length === 0 ? [] : [{ file, page, examples }];
});

describe.each(withExamples)("what $file shows is what is printed", ({ page, examples }) => {
  const before = process.cwd();
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "portico-docs-"));
    for (const [file, text] of filesOf(page)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    process.chdir(folder);
  });

  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  test.each(examples)("line $line: $command", async ({ args, output }) => {
    const { out, err } = await portico(...args);
    expect(err + out).toBe(output);
  });
});

test("the failure that docs/routing.md shows is what a matcher says", () => {
  const [shown] = readPage("docs/routing.md").blocks.filter(({ label }) => label === "failure");
  const [[, output] = []] = shopStacks;
  const request = { host: "shop.example.com", path: "/users/7" };
  expect(() => expect(output).toRoute(request, "orders")).toThrow(new Error(shown?.text.trimEnd()));
});

/** The files that a page shows, and what the example of the checkout is synthesized to. */
function filesOf({ blocks }: Page): readonly (readonly [string, string])[] {
  const shown = blocks
    .filter(({ language, label }) => language === "json" && label !== "")
    .map(({ label, text }) => [label, text] as const);
  return [...shown, ...shopStacks];
}
