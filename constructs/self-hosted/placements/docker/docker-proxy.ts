import type { TerraformResource } from "../../../cdktf";

/** Settings of a proxy that runs in Docker, on the machine that Terraform runs on. */
export interface DockerPlacementProps {
  /**
   * The folder that the Topology is written to. A relative path starts from the folder of the stack's Terraform
   * configuration, which is `cdktf.out/stacks/STACK` for `cdktf deploy`. With two tiers that of the second is in its
   * folder `router`.
   *
   * @default the proxy's name, of the second tier with `-router` after it
   */
  readonly directory?: string;
  /**
   * Names of networks that there are already, beside the proxy's own: those of the containers that it leads to.
   *
   * @default none
   */
  readonly networks?: readonly string[];
  /**
   * The `HOST:PORT` of the admin endpoint within the container, which the image's health check asks. Two proxies on the
   * host's own network need two; of two tiers the one that routes has the next port.
   *
   * @default the image's: 127.0.0.1:9901
   */
  readonly admin?: string;
}

/**
 * What a proxy in Docker consists of. The types are those of every resource, so that a program compiles without the
 * packages of placements that it does not use; each resource is of the class that its package has for it.
 */
export interface DockerProxy {
  /** A `local_file`: `topology.json`, in the folder that the container mounts. */
  readonly topology: TerraformResource;
  /** A `docker_image`, kept when the container goes. */
  readonly image: TerraformResource;
  /** A `docker_network`, the proxy's own. A Topology with addresses of the machine itself is run on the host's network, and not in this. */
  readonly network: TerraformResource;
  /** A `docker_container`. */
  readonly container: TerraformResource;
}
