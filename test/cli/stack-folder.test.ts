import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { portico, withFiles } from "./run-portico";
import { shop } from "./shop-topology";

const stack = {
  "cdk.tf.json": { terraform: {}, resource: { aws_lb_listener: {} } },
  "portico.topology.json": shop,
};

/** Each command that takes the folder of a stack in the place of one of its files. */
const commands: readonly (readonly [command: string, file: keyof typeof stack, args: (path: string) => string[]])[] = [
  ["validate", "portico.topology.json", (path) => ["validate", path]],
  ["graph", "portico.topology.json", (path) => ["graph", path]],
  ["explain", "cdk.tf.json", (path) => ["explain", "--config", path, "GET", "http://shop.example.com/"]],
  ["export", "cdk.tf.json", (path) => ["export", path]],
];

describe.each(commands)("portico %s", (_command, file, args) => {
  test(`reads ${file} of the folder of a stack`, async () => {
    await withFiles(stack, async (folder) => {
      expect(await portico(...args(folder))).toEqual(await portico(...args(join(folder, file))));
    });
  });

  test("names the stacks of the folder of an app", async () => {
    await withFiles(stack, async (folder) => {
      const stacks = join(folder, "cdktf.out", "stacks");
      for (const name of ["shop-aws", "shop-k8s"]) {
        mkdirSync(join(stacks, name), { recursive: true });
        cpSync(join(folder, file), join(stacks, name, file));
      }
      const names = ["shop-aws", "shop-k8s"].map((name) => join(stacks, name)).join(", ");
      for (const path of [stacks, join(folder, "cdktf.out")]) {
        expect(await portico(...args(path))).toEqual({
          status: 2,
          out: "",
          err: `portico: ${path}: there is no ${file} in this folder; name one stack: ${names}\n`,
        });
      }
    });
  });
});

test.each(["validate", "graph"])("%s says where the Topology of a synthesized stack is", async (command) => {
  await withFiles(stack, async (folder) => {
    const file = join(folder, "cdk.tf.json");
    expect(await portico(command, file)).toEqual({
      status: 2,
      out: "",
      err: `portico: error: this is a stack as Terraform reads it, and no Topology; name the portico.topology.json that stands beside it\nportico: ${file} is not valid: 1 error\n`,
    });
  });
});
