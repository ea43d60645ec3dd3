import { posix } from "node:path";
import { namedFiles, type Topology } from "../../../../lib/topology";
import { isUnknown } from "../../../unknown-values";
import { mountedFiles, secretFiles } from "../mounted-files";
import type { ProxyNames } from "../names";
import { bindsPrivilegedPort } from "../sockets";

/** Seconds that systemd waits for the proxy to end: it gives what is under way 30 of them. */
const STOP_TIMEOUT = 40;

/** What a unit is made for. */
export interface UnitSettings {
  readonly names: ProxyNames;
  readonly stack: string;
  /** The proxy's command line. */
  readonly args: readonly string[];
  readonly topology: Topology;
}

/**
 * A systemd unit that runs the proxy without rights that it has no use for: a user of its own, no capability but that
 * to bind low ports where a listener has one, a file system that it can only read, and the system calls of an ordinary
 * service. Memory may be made executable, since that is how V8 compiles.
 */
export function systemdUnit({ names, stack, args, topology }: UnitSettings): string {
  const { service, folder, configFile } = names;
  const capabilities = bindsPrivilegedPort(topology) ? "CAP_NET_BIND_SERVICE" : "";
  return `# The proxy of stack ${stack}.
#
#   install -D -m 644 topology.json ${configFile}
#   install -m 644 ${service}.service /etc/systemd/system/
#   systemctl daemon-reload && systemctl enable --now ${service}
#
# The command comes with "npm install --global portico". A new ${configFile} is taken up by itself.
${fileNotice(topology, service)}
[Unit]
Description=Portico proxy of stack ${escapeSpecifiers(stack)}
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
ExecStart=/usr/bin/env portico ${args.join(" ")}
ExecReload=/bin/kill -HUP $MAINPID
WorkingDirectory=${folder}
Restart=on-failure
RestartSec=1
# Status 2 is a configuration that is not valid: another try would end the same.
RestartPreventExitStatus=2
KillMode=mixed
TimeoutStopSec=${STOP_TIMEOUT}
LimitNOFILE=1048576

DynamicUser=yes
User=${service}
UMask=0077
AmbientCapabilities=${capabilities}
CapabilityBoundingSet=${capabilities}
NoNewPrivileges=yes
ProtectSystem=strict
${homeProtection(topology)}
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

function fileNotice(topology: Topology, user: string): string {
  if (namedFiles(topology).length === 0) return "";
  const secrets = secretFiles(topology).map((file) => `#   chgrp ${user} ${file} && chmod 640 ${file}\n`);
  return `#
# The files that topology.json names have to be readable for user ${user}, which systemd makes up at each start unless
# there is one:
#
#   useradd --system ${user}
${secrets.join("")}`;
}

/** Folders that ProtectHome= hides, and those that PrivateTmp= puts others in the place of (systemd.exec(5)). */
const HOMES = ["/home/", "/root/", "/run/user/"];
const TEMPORARY = ["/tmp/", "/var/tmp/"];

/**
 * What lets the proxy see the files that stand where it sees nothing else. Under `ProtectHome=yes` a file could not be
 * put back; with `tmpfs` the folders are as empty, and it can. A file that is not there is left to the proxy to name.
 */
function homeProtection(topology: Topology): string {
  const files = mountedFiles(topology).filter((file) => !isUnknown(file));
  const inHomes = files.filter((file) => stands(file, HOMES));
  const hidden = [...inHomes, ...files.filter((file) => stands(file, TEMPORARY))];
  const binds = hidden.map((file) => `\nBindReadOnlyPaths=${quotedPath(`-${file}`)}`);
  return `ProtectHome=${inHomes.length === 0 ? "yes" : "tmpfs"}${binds.join("")}`;
}

function stands(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => posix.normalize(file).startsWith(folder));
}

/** A space or a colon would end a path. */
function quotedPath(path: string): string {
  return escapeSpecifiers(/^[\w./@%+-]+$/.test(path) ? path : `"${path.replace(/["\\]/g, "\\$&")}"`);
}

/** A per cent sign begins a specifier in a unit. */
function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
