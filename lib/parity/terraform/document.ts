import { type Block, block, blocks } from "./value";

/** One resource of a Terraform document. */
export interface Resource {
  readonly type: string;
  /** The name within its type. */
  readonly name: string;
  /** `type.name`, as references have it. */
  readonly address: string;
  readonly body: Block;
}

const REFERENCE = /^\$\{\s*([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)(?:\[[^\]]*\])*(?:\.[A-Za-z0-9_.[\]"-]+)?\s*\}$/;

/** The resources of a synthesized `cdk.tf.json`, by type and by address. */
export class TerraformDocument {
  private readonly byAddress = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();

  /**
   * @param output the file's text, or what it parses to
   * @throws SyntaxError where the text is not JSON
   */
  constructor(output: string | object) {
    const document = block(typeof output === "string" ? JSON.parse(output) : output);
    for (const ofType of blocks(document.resource)) {
      for (const [type, named] of Object.entries(ofType)) {
        for (const [name, body] of blocks(named).flatMap((names) => Object.entries(names))) this.add(type, name, body);
      }
    }
  }

  private add(type: string, name: string, body: unknown): void {
    const resource: Resource = { type, name, address: `${type}.${name}`, body: block(body) };
    this.byAddress.set(resource.address, resource);
    const known = this.byType.get(type);
    if (known === undefined) this.byType.set(type, [resource]);
    else known.push(resource);
  }

  /** Every resource, in the order of the document. */
  get resources(): readonly Resource[] {
    return [...this.byAddress.values()];
  }

  /** The types that there are resources of. */
  get types(): readonly string[] {
    return [...this.byType.keys()];
  }

  /** All resources of these types, in the order of the document. */
  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** The resource that `"${type.name.attribute}"` leads to; `undefined` where it leads outside the document. */
  follow(reference: unknown): Resource | undefined {
    const address = typeof reference === "string" ? REFERENCE.exec(reference)?.[1] : undefined;
    return address === undefined ? undefined : this.byAddress.get(address);
  }
}
