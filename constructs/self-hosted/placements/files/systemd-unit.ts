import type { Topology } from "../../../../lib/topology";
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
${keyNotice(topology, service)}
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
ProtectHome=yes
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

function keyNotice({ certificates = [] }: Topology, user: string): string {
  if (certificates.length === 0) return "";
  const keys = certificates.map(({ keyFile }) => `#   chgrp ${user} ${keyFile} && chmod 640 ${keyFile}\n`);
  return `#
# Keys have to be readable for user ${user}, which systemd makes up at each start unless there is one:
#
#   useradd --system ${user}
${keys.join("")}`;
}

/** A per cent sign begins a specifier in a unit. */
function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
