import { namedFiles, type Topology } from "../../../../lib/topology";
import { Tokenization } from "../../../cdktf";
import { ADMIN_VARIABLE } from "../image";
import { mountedFiles } from "../mounted-files";
import type { ProxyNames } from "../names";
import { bindsPrivilegedPort, listenersOf, needsHostNetwork } from "../sockets";

/** Seconds that Podman waits for the proxy to end, which gives what is under way 30 of them. */
const STOP_SECONDS = 40;
/** Seconds that systemd waits for Podman. */
const UNIT_STOP_SECONDS = STOP_SECONDS + 10;

/** What a Quadlet is made for. */
export interface QuadletSettings {
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
 * A Quadlet (podman-systemd.unit(5)), from which Podman 4.8 or later makes a systemd unit that runs the proxy's image.
 *
 * The folder is mounted, not the file: a file that is replaced would stay the old one inside.
 */
export function quadlet(settings: QuadletSettings): string {
  const { names, stack, image, args } = settings;
  const { service, configFile } = names;
  const container: readonly (readonly [key: string, value: string])[] = [
    ["ContainerName", service],
    ["Image", escapeSpecifiers(image)],
    ["Exec", args.join(" ")],
    ...(settings.admin === undefined ? [] : [["Environment", `${ADMIN_VARIABLE}=${settings.admin}`] as const]),
    ...mounts(settings).map((volume) => ["Volume", volume] as const),
    ...network(settings.topology),
    ["ReadOnly", "true"],
    ["ReadOnlyTmpfs", "false"],
    ["DropCapability", "all"],
    ["NoNewPrivileges", "true"],
    ["Ulimit", "nofile=1048576:1048576"],
    ["PodmanArgs", `--stop-timeout=${STOP_SECONDS}`],
  ];
  return `# The proxy of stack ${stack}.
#
#   install -D -m 644 topology.json ${configFile}
#   install -D -m 644 ${service}.container /etc/containers/systemd/${service}.container
#   systemctl daemon-reload && systemctl start ${service}
#
# Podman 4.8 or later makes the unit. A new ${configFile} is taken up by itself; listeners on further ports need this
# file again, and a restart.
${fileNotice(settings.topology)}
[Unit]
Description=Portico proxy of stack ${escapeSpecifiers(stack)}
Wants=network-online.target
After=network-online.target

[Container]
${container.map(([key, value]) => `${key}=${value}\n`).join("")}
[Service]
Restart=on-failure
RestartSec=1
# Status 2 is a configuration that is not valid: another try would end the same.
RestartPreventExitStatus=2
TimeoutStopSec=${UNIT_STOP_SECONDS}

[Install]
WantedBy=multi-user.target
`;
}

/** With `z`, which lets containers read them where SELinux is at work, and does nothing elsewhere. */
function mounts({ names, topology }: QuadletSettings): readonly string[] {
  const files = mountedFiles(topology).map(escapeSpecifiers);
  return [names.folder, ...files].map((path) => `${path}:${path}:ro,z`);
}

/**
 * The host's own network where the Topology names its addresses; otherwise one of the container's own, with published
 * ports. In either way low ports can be bound with no right beyond that.
 */
function network(topology: Topology): readonly (readonly [key: string, value: string])[] {
  const isPrivileged = bindsPrivilegedPort(topology);
  if (needsHostNetwork(topology)) {
    const rights = [
      ["User", "0:0"],
      ["AddCapability", "NET_BIND_SERVICE"],
    ] as const;
    return [["Network", "host"], ...(isPrivileged ? rights : [])];
  }
  const ports = listenersOf(topology).map(({ port, protocol }) => {
    const text = Tokenization.stringifyNumber(port);
    return ["PublishPort", `${text}:${text}/${protocol === "UDP" ? "udp" : "tcp"}`] as const;
  });
  return [...ports, ...(isPrivileged ? [["Sysctl", "net.ipv4.ip_unprivileged_port_start=0"] as const] : [])];
}

function fileNotice(topology: Topology): string {
  return namedFiles(topology).length === 0
    ? ""
    : "#\n# The files that topology.json names have to be readable for the image's user.\n";
}

/** A per cent sign begins a specifier in a unit. */
function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
