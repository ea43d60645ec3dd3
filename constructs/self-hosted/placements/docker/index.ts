import type { Topology } from "../../../../lib/topology";
import { Lazy, TerraformStack } from "../../../cdktf";
import { ensureDefaultProvider } from "../../../default-provider";
import { adminAddress } from "../admin-address";
import { ADMIN_VARIABLE, DRAIN_SECONDS } from "../image";
import { LocalFolder } from "../local-files";
import { mountedFiles } from "../mounted-files";
import { proxyNames } from "../names";
import type { PlacedProxy } from "../placed-proxy";
import { proxyArguments } from "../process-props";
import { bindsPrivilegedPort, listenersOf, needsHostNetwork } from "../sockets";
import type { DockerPlacementProps, DockerProxy } from "./docker-proxy";
import { Container, DockerProvider, Image, Network } from "./provider";

/** Seconds that Docker waits for the proxy to end. */
const STOP_SECONDS = DRAIN_SECONDS + 10;
const NO_FILES = 1_048_576;
const NETWORK_ID = "network";
const PROVIDER_ID = "portico-docker-provider";

/**
 * Runs the proxy's image as a container. The folder of the Topology is mounted, so a change is taken up by the container
 * that runs; only listeners on further ports need another, since Docker publishes a port when it makes a container.
 */
export function placeDocker(proxy: PlacedProxy, props: DockerPlacementProps): DockerProxy {
  // It finds Docker by its environment: DOCKER_HOST and the like.
  ensureDefaultProvider(TerraformStack.of(proxy), PROVIDER_ID, DockerProvider);
  const names = proxyNames(proxy.name);
  const folder = new LocalFolder(proxy, props);
  const topology = folder.writeTopology();
  const admin = adminAddress(proxy, props.admin);
  const image = new Image(proxy, "image", { name: proxy.image, keepLocally: true });
  const network = new Network(proxy, NETWORK_ID, { name: names.service });
  const networks = [network, ...networksOfEdge(proxy)].map(({ name }) => name).concat(props.networks ?? []);
  const container = new Container(proxy, "container", {
    dependsOn: [topology],
    name: names.service,
    image: image.imageId,
    command: [...proxyArguments(names.configFile, proxy.process)],
    ...(admin === undefined ? {} : { env: [`${ADMIN_VARIABLE}=${admin}`] }),
    restart: "unless-stopped",
    readOnly: true,
    securityOpts: ["no-new-privileges:true"],
    stopTimeout: STOP_SECONDS,
    destroyGraceSeconds: STOP_SECONDS,
    ulimit: [{ name: "nofile", soft: NO_FILES, hard: NO_FILES }],
    mounts: Lazy.anyValue({
      produce: () => [
        bind(folder.absolutePath, names.folder),
        ...mountedFiles(proxy.topology).map((file) => bind(file, file)),
      ],
    }),
    networksAdvanced: Lazy.anyValue({
      produce: () => (needsHostNetwork(proxy.topology) ? [] : networks.map((name) => ({ name }))),
    }),
    // A port of the machine is the edge's: clients reach the proxies that route through it.
    ports: Lazy.anyValue({ produce: () => (proxy.tier === "router" ? [] : publishedPorts(proxy.topology)) }),
  });
  container.addOverride("network_mode", Lazy.anyValue({ produce: () => networkMode(proxy.topology) }));
  container.addOverride("user", Lazy.anyValue({ produce: () => user(proxy.topology) }));
  container.addOverride("capabilities", Lazy.anyValue({ produce: () => capabilities(proxy.topology) }));
  container.addOverride("sysctls", Lazy.anyValue({ produce: () => sysctls(proxy.topology) }));
  return { topology, image, network, container };
}

/** The network by which the edge finds the proxies that route, where they are a tier of their own. */
function networksOfEdge(proxy: PlacedProxy): readonly Network[] {
  const found = proxy.tier === "router" ? proxy.node.scope?.node.tryFindChild(NETWORK_ID) : undefined;
  return found instanceof Network ? [found] : [];
}

/** Docker's own default is spelled out, since it comes back spelled out, and a difference would replace the container. */
function networkMode(topology: Topology): string {
  return needsHostNetwork(topology) ? "host" : "bridge";
}

/** On the host's network low ports need a right that only root can be given. */
function user(topology: Topology): string | undefined {
  return needsHostNetwork(topology) && bindsPrivilegedPort(topology) ? "0:0" : undefined;
}

function capabilities(topology: Topology): object {
  const added = needsHostNetwork(topology) && bindsPrivilegedPort(topology) ? { add: ["CAP_NET_BIND_SERVICE"] } : {};
  return { drop: ["ALL"], ...added };
}

function sysctls(topology: Topology): object | undefined {
  return bindsPrivilegedPort(topology) && !needsHostNetwork(topology)
    ? { "net.ipv4.ip_unprivileged_port_start": "0" }
    : undefined;
}

function publishedPorts(topology: Topology): readonly object[] {
  if (needsHostNetwork(topology)) return [];
  return listenersOf(topology).map(({ port, protocol }) => ({
    internal: port,
    external: port,
    protocol: protocol === "UDP" ? "udp" : "tcp",
  }));
}

function bind(source: string, target: string): object {
  return { type: "bind", source, target, read_only: true };
}
