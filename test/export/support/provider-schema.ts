import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A value of a provider's block: its type in TypeScript, or the block that it is. */
export type ProviderField = string | { readonly isList: boolean; readonly fields: ProviderBlock };
export type ProviderBlock = Readonly<Record<string, ProviderField>>;

const LIB = join(dirname(require.resolve("@cdktf/provider-kubernetes/package.json")), "lib");

const INTERFACE = /export interface (\w+)(?: extends [\w.]+)? \{\n([\s\S]*?)\n\}/g;
/** A field, by the name that its comment has it under in Terraform. */
const FIELD = /#([a-z0-9_]+) \w+#[a-z0-9_]+\}(?:(?!\*\/)[\s\S])*\*\/\s*readonly \w+\??: ((?:\{[^}]*\}|[^;])+);/g;

/** Every field that a resource of the Kubernetes provider takes, read from the provider's own types. */
export function providerBlock(type: string): ProviderBlock {
  const folder = join(LIB, type.replace(/^kubernetes_/, "").replaceAll("_", "-"));
  const source = typings(folder);
  const interfaces = new Map([...source.matchAll(INTERFACE)].map(([, name = "", body = ""]) => [name, body]));
  const root = [...interfaces.keys()].find((name) => new RegExp(`interface ${name} extends`).test(source));
  if (root === undefined) throw new Error(`${folder} has no configuration`);
  const read = (name: string): ProviderBlock =>
    Object.fromEntries(
      [...(interfaces.get(name) ?? "").matchAll(FIELD)].map(([, field = "", written = ""]) => {
        const type = written.replaceAll("| cdktf.IResolvable", "").trim();
        const one = type.replace(/\[\]$/, "");
        return [field, interfaces.has(one) ? { isList: type !== one, fields: read(one) } : type];
      }),
    );
  return read(root);
}

function typings(folder: string): string {
  return [folder, join(folder, "index-structs")]
    .filter((one) => existsSync(one))
    .flatMap((one) =>
      readdirSync(one)
        .filter((file) => file.endsWith(".d.ts"))
        .map((file) => join(one, file)),
    )
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}
