import { transformSync } from "@swc/core";
import { type TerraformStack, Testing } from "cdktf";
import { readPage } from "../../docs/support/pages";

/** What the program of docs/kubernetes.md synthesizes: the block that ends in a synthesis of its own. */
export function synthesizeDocumented(): string {
  const ending = "app.synth();\n";
  const [program] = readPage("docs/kubernetes.md").blocks.filter(
    ({ language, text }) => language === "ts" && text.endsWith(ending),
  );
  if (program === undefined) throw new Error("docs/kubernetes.md has no program");
  const { code } = transformSync(`${program.text.slice(0, -ending.length)}export { stack };\n`, {
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const exports: { stack?: TerraformStack } = {};
  new Function("require", "exports", code)(require, exports);
  if (exports.stack === undefined) throw new Error("the program of docs/kubernetes.md has no stack");
  return Testing.synth(exports.stack, true);
}
