import { isAbsolute } from "node:path";
import { type IResolveContext, Lazy, TerraformStack, Token } from "../../../cdktf";
import { renderJson } from "../../../rendering";
import type { PlacedProxy } from "../placed-proxy";
import { File, LocalProvider } from "./provider";

export type { File } from "./provider";

/** Where a placement writes its files. */
export interface LocalFolderProps {
  /**
   * The folder that the files are written to. A relative path starts from the folder of the stack's Terraform
   * configuration, which is `cdktf.out/stacks/STACK` for `cdktf deploy`. With two tiers those of the second are in its
   * folder `router`.
   *
   * @default the proxy's name, of the second tier with `-router` after it
   */
  readonly directory?: string;
}

const PROVIDER_ID = "portico-local-provider";

/** The files of a proxy, on the machine that Terraform runs on. */
export class LocalFolder {
  /** As an expression of Terraform where the path is relative. */
  readonly path: string;
  private readonly provider: LocalProvider;

  constructor(
    private readonly proxy: PlacedProxy,
    props: LocalFolderProps,
  ) {
    const directory = directoryOf(proxy, props);
    this.path = isAbsolute(directory) || Token.isUnresolved(directory) ? directory : `\${path.module}/${directory}`;
    this.provider = localProvider(TerraformStack.of(proxy));
  }

  /** The path from the root of the file system. */
  get absolutePath(): string {
    return this.path.startsWith("${path.module}/")
      ? `\${abspath(path.module)}${this.path.slice("${path.module}".length)}`
      : this.path;
  }

  /** Writes what the proxy runs. */
  writeTopology(): File {
    return this.write("topology", "topology.json", (context) => `${renderJson(this.proxy.topology, context)}\n`);
  }

  write(id: string, name: string, render: (context: IResolveContext) => string): File {
    return new File(this.proxy, id, {
      provider: this.provider,
      filename: `${this.path}/${name}`,
      content: Lazy.stringValue({ produce: render }),
      filePermission: "0644",
      directoryPermission: "0755",
    });
  }
}

/** Each tier has a folder of its own. */
function directoryOf({ name, tier }: PlacedProxy, { directory }: LocalFolderProps): string {
  if (directory === undefined) return name;
  return tier === undefined ? directory : `${directory}/${tier}`;
}

/** One for the stack. Its alias keeps it apart from one that the user makes. */
function localProvider(stack: TerraformStack): LocalProvider {
  const found = stack.node.tryFindChild(PROVIDER_ID);
  return found instanceof LocalProvider ? found : new LocalProvider(stack, PROVIDER_ID, { alias: "portico" });
}
