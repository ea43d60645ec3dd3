import ipaddr from "ipaddr.js";
import type { LogicalService } from "../../logical-service";
import { isUnknown } from "../../unknown-values";
import { AwsService } from "./aws-service";
import { expressionName } from "./expression-name";
import { DEFAULT_PROTOCOL } from "./kind";

/** A port that a load balancer has to reach. */
export interface TargetPort {
  /** Unique by what the port is. */
  readonly id: string;
  /** The port as a part of a construct's id. */
  readonly number: string;
  /** The address as a part of a construct's id. */
  readonly place: string;
  readonly transport: "tcp" | "udp";
  readonly port: number;
  readonly family: "ipv4" | "ipv6";
  /** `undefined` where nobody knows it before the instances run. */
  readonly address: string | undefined;
}

/** The ports of a service's members, and the one of its health check. */
export function targetPorts(service: LogicalService): readonly TargetPort[] {
  const { port, protocol = DEFAULT_PROTOCOL, healthCheck } = service.props;
  // A service of another platform is reported elsewhere.
  const given = service.resources instanceof AwsService ? service.resources.endpoints : [];
  const transport = protocol === "UDP" ? "udp" : "tcp";
  const ports = given.flatMap(({ address, port: own = port }): readonly TargetPort[] => {
    const at = { service, address };
    return [targetPort(at, transport, own), targetPort(at, "tcp", healthCheck?.spec.port ?? own)];
  });
  return [...new Map(ports.map((entry) => [`${entry.id} ${entry.address}`, entry])).values()];
}

/** A member of a service. */
interface Member {
  readonly service: LogicalService;
  readonly address: string | undefined;
}

function targetPort({ service, address }: Member, transport: "tcp" | "udp", port: number): TargetPort {
  const number = isUnknown(port) ? expressionName(port, service) : String(port);
  const family = isIpv6(address) ? "ipv6" : "ipv4";
  const isAddress = address !== undefined && (isUnknown(address) || ipaddr.isValid(address));
  return {
    id: `${transport}-${number}-${family}`,
    number,
    place: isAddress ? placeOf(address, service) : "",
    transport,
    port,
    family,
    address: isAddress ? address : undefined,
  };
}

function placeOf(address: string, service: LogicalService): string {
  return isUnknown(address) ? expressionName(address, service) : address.replaceAll(":", "_");
}

function isIpv6(address: string | undefined): boolean {
  return address !== undefined && ipaddr.isValid(address) && ipaddr.process(address).kind() === "ipv6";
}
