import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { portico, withFiles } from "./run-portico";

const service = (name: string, more: object = {}) => ({ metadata: { name, namespace: "shop" }, ...more });
const stack = (...names: readonly string[]) => ({
  resource: { kubernetes_service_v1: Object.fromEntries(names.map((name) => [name, service(name)])) },
});

describe("portico export FILE", () => {
  test("writes one stream of YAML", async () => {
    await withFiles({ "cdk.tf.json": stack("users", "orders") }, async (folder) => {
      const { status, out, err } = await portico("export", join(folder, "cdk.tf.json"));
      expect({ status, err }).toEqual({ status: 0, err: "" });
      expect(parseAllDocuments(out).map((document) => document.toJS())).toEqual(
        ["orders", "users"].map((name) => ({
          apiVersion: "v1",
          kind: "Service",
          metadata: { name, namespace: "shop" },
        })),
      );
    });
  });

  test("takes the folder of a stack as well, and says what it left out", async () => {
    const mixed = { resource: { ...stack("users").resource, aws_lb: { edge: {} } } };
    await withFiles({ "cdk.tf.json": mixed }, async (folder) => {
      const { status, out, err } = await portico("export", folder);
      expect(status).toBe(0);
      expect(out).toMatch(/^---\napiVersion: v1\nkind: Service\n/);
      expect(err).toBe("portico: left out, since not of Kubernetes: aws_lb.edge\n");
    });
  });

  test("says everything that cannot be written, each with its place and its remedy, and writes nothing", async () => {
    const broken = {
      resource: {
        kubernetes_service_v1: { users: service("users", { spec: { type: "${var.type}" } }) },
        kubernetes_job_v1: { once: {} },
      },
    };
    await withFiles({ "cdk.tf.json": broken }, async (folder) => {
      const { status, out, err } = await portico("export", folder, "--output", join(folder, "deploy"));
      expect({ status, out }).toEqual({ status: 2, out: "" });
      expect(err.split("\n")).toEqual([
        expect.stringMatching(/^portico: error: resource\.kubernetes_job_v1\.once: .*; use a kubernetes_manifest/),
        expect.stringMatching(
          /^portico: error: resource\.kubernetes_service_v1\.users\.spec\.type: only Terraform .*\$\{var\.type\}; /,
        ),
        expect.stringMatching(/cdk\.tf\.json cannot be exported: 2 errors$/),
        "",
      ]);
      expect(existsSync(join(folder, "deploy"))).toBe(false);
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ["a file that is not there", {}, /no such file/],
    ["a file that is no JSON", { "cdk.tf.json": "{" }, /is no JSON: /],
    ["a file that holds something else", { "cdk.tf.json": "[]" }, /is no synthesized cdk\.tf\.json/],
    [
      "a stack without Kubernetes",
      { "cdk.tf.json": { resource: { aws_lb: { edge: {} } } } },
      /holds no Kubernetes objects/,
    ],
  ])("refuses %s", async (_, files, message) => {
    await withFiles(files, async (folder) => {
      const { status, out, err } = await portico("export", join(folder, "cdk.tf.json"));
      expect({ status, out }).toEqual({ status: 2, out: "" });
      expect(err).toMatch(message);
    });
  });

  test.each(["file", "file/below"])("says that --output is no folder where it is a %s", async (output) => {
    await withFiles({ "cdk.tf.json": stack("users"), file: "x" }, async (folder) => {
      const path = join(folder, output);
      expect(await portico("export", folder, "--output", path)).toEqual({
        status: 1,
        out: "",
        err: `portico: ${path}: cannot be written: it is a file, or below one, and no folder\n`,
      });
    });
  });

  test("names the stacks of an app where one is to be named", async () => {
    await withFiles({}, async (folder) => {
      expect((await portico("export", folder)).err).toMatch(
        /there is no cdk\.tf\.json in this folder; name a file, or synthesize the app first/,
      );
      for (const name of ["b", "a"]) {
        mkdirSync(join(folder, "stacks", name), { recursive: true });
        writeFileSync(join(folder, "stacks", name, "cdk.tf.json"), "{}");
      }
      const stacks = ["a", "b"].map((name) => join(folder, "stacks", name)).join(", ");
      expect((await portico("export", folder)).err).toContain(`name one stack: ${stacks}\n`);
      expect((await portico("export", join(folder, "stacks"))).err).toContain(`name one stack: ${stacks}\n`);
    });
  });
});

describe("portico export FILE --output DIR", () => {
  test("writes a file for each object, and takes away those of objects that are gone, and no others", async () => {
    await withFiles({ "cdk.tf.json": stack("users", "orders") }, async (folder) => {
      const deploy = join(folder, "deploy", "shop");
      const exportThere = () => portico("export", folder, "--output", deploy);
      expect(await exportThere()).toEqual({ status: 0, out: `wrote 2 files to ${deploy}\n`, err: "" });
      expect(readdirSync(deploy)).toEqual(["11-service-shop.orders.yaml", "11-service-shop.users.yaml"]);
      expect(parse(readFileSync(join(deploy, "11-service-shop.users.yaml"), "utf8"))).toMatchObject({
        kind: "Service",
      });

      writeFileSync(join(deploy, "kustomization.yaml"), "resources: []\n");
      writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack("users")));
      expect((await exportThere()).out).toBe(`wrote 1 file to ${deploy}; removed 11-service-shop.orders.yaml\n`);
      expect(readdirSync(deploy)).toEqual(["11-service-shop.users.yaml", "kustomization.yaml"]);
    });
  });
});
