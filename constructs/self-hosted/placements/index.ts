import type { DockerPlacementProps, DockerProxy } from "./docker/docker-proxy";
import type { FilesPlacementProps, ProxyFiles } from "./files";
import type { KubernetesPlacementProps } from "./kubernetes/kubernetes-props";
import type { KubernetesProxy } from "./kubernetes/kubernetes-proxy";
import type { PlacedProxy } from "./placed-proxy";

export type { DockerPlacementProps, DockerProxy } from "./docker/docker-proxy";
export type { FilesPlacementProps, ProxyFiles } from "./files";
export type { EdgeService, KubernetesPlacementProps, PodResources, Replicas } from "./kubernetes/kubernetes-props";
export type { KubernetesProxy } from "./kubernetes/kubernetes-proxy";
export type { PlacedProxy } from "./placed-proxy";
export { DEFAULT_MAX_CONNECTIONS, type ProcessProps } from "./process-props";

/** How a proxy gets to run. */
export class Placement<Resources = unknown> {
  /** As files: the Topology, a systemd unit and a Compose file. Needs `@cdktf/provider-local`. */
  static files(props: FilesPlacementProps = {}): Placement<ProxyFiles> {
    return new Placement({ type: "files", ...props }, (proxy) => loaders.files().placeFiles(proxy, props));
  }

  /**
   * In a Kubernetes cluster: the image as a Deployment or DaemonSet, the Topology in a ConfigMap, a Service in front.
   * Needs `@cdktf/provider-kubernetes`.
   */
  static kubernetes(props: KubernetesPlacementProps = {}): Placement<KubernetesProxy> {
    return new Placement({ type: "kubernetes", ...props }, (proxy) =>
      loaders.kubernetes().placeKubernetes(proxy, props),
    );
  }

  /**
   * In Docker, on the machine that Terraform runs on: the image as a container in a network of its own, the Topology in
   * a folder that it mounts. Needs `@cdktf/provider-docker` and `@cdktf/provider-local`.
   */
  static docker(props: DockerPlacementProps = {}): Placement<DockerProxy> {
    return new Placement({ type: "docker", ...props }, (proxy) => loaders.docker().placeDocker(proxy, props));
  }

  private constructor(
    readonly spec: PlacementSpec,
    /** Makes what the placement consists of, as children of the proxy. */
    readonly place: (proxy: PlacedProxy) => Resources,
  ) {}
}

/** The settings of a placement, told apart by `type`. */
export type PlacementSpec =
  | ({ readonly type: "files" } & FilesPlacementProps)
  | ({ readonly type: "kubernetes" } & KubernetesPlacementProps)
  | ({ readonly type: "docker" } & DockerPlacementProps);

/** Each placement brings a provider of its own, which only those who use it have installed. */
const loaders = {
  files: () => require("./files") as typeof import("./files"),
  kubernetes: () => require("./kubernetes") as typeof import("./kubernetes"),
  docker: () => require("./docker") as typeof import("./docker"),
};
