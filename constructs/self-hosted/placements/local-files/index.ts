import { type IResolveContext, Lazy, TerraformStack } from "../../../cdktf";
import { File, folderPath, localProvider } from "../../../local-files";
import { renderJson } from "../../../rendering";
import type { PlacedProxy } from "../placed-proxy";

export type { File } from "../../../local-files";

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

/** The files of a proxy, on the machine that Terraform runs on. */
export class LocalFolder {
  /** As an expression of Terraform where the path is relative. */
  readonly path: string;
  private readonly provider: ReturnType<typeof localProvider>;

  constructor(
    private readonly proxy: PlacedProxy,
    props: LocalFolderProps,
  ) {
    this.path = folderPath(directoryOf(proxy, props));
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
