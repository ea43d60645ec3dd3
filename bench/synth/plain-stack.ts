import { type TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

type Values = Readonly<Record<string, unknown>>;
type Resource = new (scope: Construct, id: string, config: object) => TerraformElement;

/** The resources of a synthesized stack, made anew with the bindings of their provider and nothing else. */
export class PlainStack extends TerraformStack {
  /** @param output - what a `cdk.tf.json` parses to */
  constructor(scope: Construct, id: string, output: { readonly resource: Readonly<Record<string, Values>> }) {
    super(scope, id);
    const provider = binding("provider", "AwsProvider");
    new provider(this, "aws", {});
    for (const [type, resources] of Object.entries(output.resource)) {
      const module = type.replace(/^aws_/, "").replaceAll("_", "-");
      const resource = binding(module, pascal(module));
      for (const [name, body] of Object.entries(resources)) new resource(this, name, camelized(body) as object);
    }
  }
}

/** Some have a suffix that keeps them apart from what is theirs. */
function binding(module: string, name: string): Resource {
  const exported = require(`@cdktf/provider-aws/lib/${module}`) as Readonly<Record<string, Resource>>;
  const found = exported[name] ?? exported[`${name}A`];
  if (found === undefined) throw new Error(`@cdktf/provider-aws/lib/${module} has no ${name}`);
  return found;
}

function pascal(module: string): string {
  return module.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Attributes as the bindings call them; what a user named, such as a tag, keeps its name. */
function camelized(value: unknown, field = ""): unknown {
  if (Array.isArray(value)) return value.map((element) => camelized(element));
  if (typeof value !== "object" || value === null || field === "tags") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "depends_on" && name !== "provider" && name !== "//")
      .map(([name, entry]) => [
        name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
        camelized(entry, name),
      ]),
  );
}
