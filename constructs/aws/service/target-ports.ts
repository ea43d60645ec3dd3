import ipaddr from "ipaddr.js";
import type { LogicalService } from "../../logical-service";
import { isUnknown } from "../../unknown-values";
import { DEFAULT_PROTOCOL } from "./kind";

/** A port that a load balancer has to reach. */
export interface TargetPort {
  /** Unique by what the port is; by its service where only Terraform will know it. */
  readonly id: string;
  readonly transport: "tcp" | "udp";
  readonly port: number;
  readonly family: "ipv4" | "ipv6";
}

/** The ports of a service's members, and the one of its health check. */
export function targetPorts(service: LogicalService): readonly TargetPort[] {
  const { port, protocol = DEFAULT_PROTOCOL, members, healthCheck } = service.props;
  const addresses = members?.spec.type === "addresses" ? members.spec.addresses : [];
  const transport = protocol === "UDP" ? "udp" : "tcp";
  const given = addresses.length === 0 ? [{ address: "", port }] : addresses;
  const ports = given.flatMap((member): readonly TargetPort[] => {
    const family = isIpv6(member.address) ? "ipv6" : "ipv4";
    const own = member.port ?? port;
    const probed = healthCheck?.spec.port ?? own;
    return [targetPort(service, transport, own, family), targetPort(service, "tcp", probed, family)];
  });
  return [...new Map(ports.map((entry) => [entry.id, entry])).values()];
}

function targetPort(
  service: LogicalService,
  transport: "tcp" | "udp",
  port: number,
  family: "ipv4" | "ipv6",
): TargetPort {
  const place = isUnknown(port) ? service.node.path.replace(/[^A-Za-z0-9]+/g, "-") : String(port);
  return { id: `${transport}-${place}-${family}`, transport, port, family };
}

function isIpv6(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).kind() === "ipv6";
}
