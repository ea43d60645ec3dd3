import type { Diagnostic } from "../lib/topology";
import type { LogicalService } from "./logical-service";

/**
 * Services whose members are for another platform, or need a proxy that looks them up, and those that have members and a
 * workload.
 */
export function findMisplacedMembers(services: readonly LogicalService[]): readonly Diagnostic[] {
  return services.flatMap(({ name, platform, props: { members, workload } }, index): readonly Diagnostic[] => {
    const found: Diagnostic[] = [];
    const path = `services[${index}]`;
    if (members?.spec.type === "platform" && members.spec.platform !== platform.name) {
      found.push({
        code: "members-of-another-platform",
        severity: "error",
        path,
        message: `the members of service "${name}" are for ${members.spec.platform}, and the service is on ${platform.name}`,
        remedy: "name them with Members.addresses()",
      });
    }
    if (members?.spec.type === "dns" && platform.hasProxySettings !== true) {
      found.push({
        code: "dns-members",
        severity: "error",
        path: `${path}.discovery`,
        message: `service "${name}" has the addresses of a host name as its members, and ${platform.name} looks none up`,
        remedy: "name them with Members.addresses(), or put the self-hosted proxy in front of the service",
      });
    }
    if (members !== undefined && workload !== undefined) {
      found.push({
        code: "members-and-workload",
        severity: "error",
        path,
        message: `service "${name}" has a workload, whose instances are its members, and members besides`,
        remedy: "leave out one of the two, or make a service of each and weigh these in the route",
      });
    }
    return found;
  });
}
