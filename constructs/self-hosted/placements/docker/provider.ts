/** The one place that names the Docker provider, by deep path: it keeps loading quick. */
export { Container } from "@cdktf/provider-docker/lib/container";
export { Image } from "@cdktf/provider-docker/lib/image";
export { Network } from "@cdktf/provider-docker/lib/network";
export { DockerProvider } from "@cdktf/provider-docker/lib/provider";
