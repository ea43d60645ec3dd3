import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Platform } from "portico";

type ShopClass = new (scope: Construct, id: string, platform: Platform) => TerraformStack;

const SOURCE = join(__dirname, "..", "..", "package", "fixtures", "shop.ts.txt");

/** The program of the design, as it stands there. */
export function loadDesignShop(): ShopClass {
  const { code } = transformSync(readFileSync(SOURCE, "utf8"), {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const exports: { Shop?: ShopClass } = {};
  new Function("require", "exports", code)(require, exports);
  if (exports.Shop === undefined) throw new Error(`${SOURCE} has no class Shop`);
  return exports.Shop;
}
