import { TerraformStack, Testing } from "cdktf";
import { Kubernetes, type KubernetesProps } from "../../../constructs/kubernetes";

/** What Terraform would be given, by resource type and construct id. */
export interface Output {
  // biome-ignore lint/suspicious/noExplicitAny: synthesized JSON, whose shape the tests are about
  readonly resource?: Readonly<Record<string, Readonly<Record<string, any>>>>;
  readonly provider?: Readonly<Record<string, readonly object[]>>;
}

/** A program of one stack. */
export class Program {
  readonly stack = new TerraformStack(Testing.app(), "stack");
  readonly platform: Kubernetes;

  constructor(props: Partial<KubernetesProps> = {}) {
    this.platform = new Kubernetes({ namespace: "shop", ...props });
  }

  get text(): string {
    return Testing.synth(this.stack);
  }

  get output(): Output {
    return JSON.parse(this.text);
  }

  /** The resources of a type, by the `name` in their metadata. */
  // biome-ignore lint/suspicious/noExplicitAny: synthesized JSON
  named(type: string): Record<string, any> {
    const resources = Object.values(this.output.resource?.[type] ?? {});
    return Object.fromEntries(
      resources.map((resource) => [
        (resource.manifest?.metadata ?? resource.metadata).name,
        resource.manifest ?? resource,
      ]),
    );
  }

  /** Every diagnostic of a synthesis, as `code at path`, those that stop it first. */
  get diagnostics(): { readonly errors: readonly string[]; readonly warnings: readonly string[] } {
    const constructs = this.stack.node.findAll();
    const errors = constructs.flatMap((construct) => construct.node.validate());
    const warnings = constructs.flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data)),
    );
    return { errors: errors.map(shorten), warnings: warnings.map(shorten) };
  }
}

function shorten(line: string): string {
  const [, path, code] = /^(\S*?):? .*\[([a-z-]+)\]$/s.exec(line) ?? [];
  return code === undefined ? line : `${code} at ${path}`;
}
