import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder above that holds a `package.json`, from the sources as from what is built of them. */
export function checkout(folder: string = __dirname): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("no package.json in any folder above the benches");
  return checkout(parent);
}
