import { TerraformStack } from "../../../cdktf";
import { renderText } from "../../../rendering";
import { adminAddress } from "../admin-address";
import { type File, LocalFolder, type LocalFolderProps } from "../local-files";
import { proxyNames } from "../names";
import type { PlacedProxy } from "../placed-proxy";
import { proxyArguments } from "../process-props";
import { composeFile } from "./compose-file";
import { quadlet } from "./quadlet";
import { systemdUnit } from "./systemd-unit";

/** Settings of the files that a proxy is deployed with. */
export interface FilesPlacementProps extends LocalFolderProps {}

/** The files that a proxy is deployed with. */
export interface ProxyFiles {
  /** `topology.json`: what the proxy runs. */
  readonly topology: File;
  /** A systemd unit that runs the command of an npm installation. */
  readonly unit: File;
  /** `compose.yaml`: runs the proxy's image in the folder of the Topology. */
  readonly compose: File;
  /** A Quadlet: has Podman make a systemd unit that runs the proxy's image. */
  readonly quadlet: File;
}

/** Writes the Topology, a systemd unit, a Compose file and a Quadlet, for people who deploy by hand or with Ansible. */
export function placeFiles(proxy: PlacedProxy, props: FilesPlacementProps): ProxyFiles {
  const names = proxyNames(proxy.name);
  const stack = TerraformStack.of(proxy);
  const folder = new LocalFolder(proxy, props);
  const admin = adminAddress(proxy);
  const args = proxyArguments(names.configFile, proxy.process);
  const settings = () => ({ names, stack: stack.node.id, image: proxy.image, args, topology: proxy.topology, admin });
  return {
    topology: folder.writeTopology(),
    unit: folder.write("unit", `${names.service}.service`, (context) => renderText(systemdUnit(settings()), context)),
    compose: folder.write("compose", "compose.yaml", (context) => renderText(composeFile(settings()), context)),
    quadlet: folder.write("quadlet", `${names.service}.container`, (context) =>
      renderText(quadlet(settings()), context),
    ),
  };
}
