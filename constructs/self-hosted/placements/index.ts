import type { FilesPlacementProps, ProxyFiles } from "./files";
import type { PlacedProxy } from "./placed-proxy";

export type { FilesPlacementProps, ProxyFiles } from "./files";
export type { PlacedProxy } from "./placed-proxy";

/** How a proxy gets to run. */
export class Placement<Resources = unknown> {
  /** As files: the Topology, a systemd unit and a Compose file. Needs `@cdktf/provider-local`. */
  static files(props: FilesPlacementProps = {}): Placement<ProxyFiles> {
    return new Placement({ type: "files", ...props }, (proxy) => loaders.files().placeFiles(proxy, props));
  }

  private constructor(
    readonly spec: PlacementSpec,
    /** Makes what the placement consists of, as children of the proxy. */
    readonly place: (proxy: PlacedProxy) => Resources,
  ) {}
}

/** The settings of a placement, told apart by `type`. */
export type PlacementSpec = { readonly type: "files" } & FilesPlacementProps;

/** Each placement brings a provider of its own, which only those who use it have installed. */
const loaders = {
  files: () => require("./files") as typeof import("./files"),
};
