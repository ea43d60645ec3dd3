import { isAbsolute } from "node:path";
import { type IResolveContext, Lazy, TerraformStack, Token } from "../../../cdktf";
import { renderJson, renderText } from "../../rendering";
import type { PlacedProxy } from "../placed-proxy";
import { composeFile } from "./compose-file";
import { proxyNames } from "./names";
import { File, LocalProvider } from "./provider";
import { systemdUnit } from "./systemd-unit";

/** Settings of the files that a proxy is deployed with. */
export interface FilesPlacementProps {
  /**
   * The folder that the files are written to. A relative path starts from the folder of the stack's Terraform
   * configuration, which is `cdktf.out/stacks/STACK` for `cdktf deploy`. With two tiers those of the second are in its
   * folder `router`.
   *
   * @default the proxy's name, of the second tier with `-router` after it
   */
  readonly directory?: string;
}

/** The files that a proxy is deployed with. */
export interface ProxyFiles {
  /** `topology.json`: what the proxy runs. */
  readonly topology: File;
  /** A systemd unit that runs the command of an npm installation. */
  readonly unit: File;
  /** `compose.yaml`: runs the proxy's image in the folder of the Topology. */
  readonly compose: File;
}

const PROVIDER_ID = "portico-local-provider";

/** Writes the Topology, a systemd unit and a Compose file, for people who deploy by hand or with Ansible. */
export function placeFiles(proxy: PlacedProxy, props: FilesPlacementProps): ProxyFiles {
  const names = proxyNames(proxy.name);
  const stack = TerraformStack.of(proxy);
  const folder = folderOf(directoryOf(proxy, props));
  const provider = localProvider(stack);
  const write = (id: string, name: string, render: (context: IResolveContext) => string): File =>
    new File(proxy, id, {
      provider,
      filename: `${folder}/${name}`,
      content: Lazy.stringValue({ produce: render }),
      filePermission: "0644",
      directoryPermission: "0755",
    });
  const settings = () => ({ names, stack: stack.node.id, image: proxy.image, topology: proxy.topology });
  return {
    topology: write("topology", "topology.json", (context) => `${renderJson(proxy.topology, context)}\n`),
    unit: write("unit", `${names.service}.service`, (context) => renderText(systemdUnit(settings()), context)),
    compose: write("compose", "compose.yaml", (context) => renderText(composeFile(settings()), context)),
  };
}

/** Each tier has a folder of its own. */
function directoryOf({ name, tier }: PlacedProxy, { directory }: FilesPlacementProps): string {
  if (directory === undefined) return name;
  return tier === undefined ? directory : `${directory}/${tier}`;
}

function folderOf(directory: string): string {
  return isAbsolute(directory) || Token.isUnresolved(directory) ? directory : `\${path.module}/${directory}`;
}

/** One for the stack. Its alias keeps it apart from one that the user makes. */
function localProvider(stack: TerraformStack): LocalProvider {
  const found = stack.node.tryFindChild(PROVIDER_ID);
  return found instanceof LocalProvider ? found : new LocalProvider(stack, PROVIDER_ID, { alias: "portico" });
}
