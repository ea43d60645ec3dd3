import { namedFiles, type Topology } from "../../../../lib/topology";
import { Tokenization } from "../../../cdktf";
import { isUnknown } from "../../../unknown-values";
import { ADMIN_VARIABLE } from "../image";
import { mountedFiles } from "../mounted-files";
import type { ProxyNames } from "../names";
import { bindsPrivilegedPort, listenersOf, needsHostNetwork } from "../sockets";
import { toYaml, type YamlValue } from "./yaml";

/** What a Compose file is made for. */
export interface ComposeSettings {
  readonly names: ProxyNames;
  readonly stack: string;
  readonly image: string;
  /** The proxy's command line. */
  readonly args: readonly string[];
  readonly topology: Topology;
  /** `HOST:PORT` of the admin endpoint, where it is not the image's. */
  readonly admin?: string | undefined;
}

/**
 * A Compose file (https://github.com/compose-spec/compose-spec) that runs the proxy's image beside the Topology.
 *
 * The folder is mounted, not the file: a file that is replaced, as Terraform does it, would stay the old one inside.
 */
export function composeFile({ names, stack, image, args, topology, admin }: ComposeSettings): string {
  return `# The proxy of stack ${stack}: "docker compose up --detach" in this folder.
# A new topology.json is taken up by itself; listeners on further ports need the command again.
${fileNotice(topology)}${toYaml({
  name: names.service,
  services: {
    proxy: {
      image: quoted(image),
      command: args,
      ...(admin === undefined ? {} : { environment: { [ADMIN_VARIABLE]: admin } }),
      ...network(topology),
      volumes: [mount(".", names.folder), ...mountedFiles(topology).map((file) => mount(file, file))],
      restart: "unless-stopped",
      stop_grace_period: "40s",
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      ulimits: { nofile: 1_048_576 },
    },
  },
})}`;
}

/**
 * The host's own network where the Topology names its addresses; otherwise one of the container's own, with published
 * ports. In either way low ports can be bound with no right beyond that.
 */
function network(topology: Topology): { readonly [name: string]: YamlValue } {
  const isPrivileged = bindsPrivilegedPort(topology);
  if (needsHostNetwork(topology)) {
    return { network_mode: "host", ...(isPrivileged ? { user: "0:0", cap_add: ["NET_BIND_SERVICE"] } : {}) };
  }
  return {
    ports: listenersOf(topology).map(({ port, protocol }) => {
      const text = Tokenization.stringifyNumber(port);
      return `${text}:${text}/${protocol === "UDP" ? "udp" : "tcp"}`;
    }),
    ...(isPrivileged ? { sysctls: { "net.ipv4.ip_unprivileged_port_start": 0 } } : {}),
  };
}

function fileNotice(topology: Topology): string {
  return namedFiles(topology).length === 0
    ? ""
    : "# The files that topology.json names have to be readable for the image's user.\n";
}

function mount(source: string, target: string): YamlValue {
  return { type: "bind", source: quoted(source), target: quoted(target), read_only: true };
}

/** Compose puts the environment's values where a dollar sign begins a name. */
function quoted(text: string): string {
  return isUnknown(text) ? text : text.replaceAll("$", "$$$$");
}
