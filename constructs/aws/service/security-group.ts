import type { LogicalService } from "../../logical-service";
import type { AwsSettings } from "../aws-props";
import { replaceableName } from "../names";
import { SecurityGroup } from "../provider";
import { tagsFor } from "../tags";
import { expressionName } from "./expression-name";
import type { Targets } from "./targets";

/** The security group of a service's instances, and the resource where it is Portico's. */
export interface ServiceSecurityGroup {
  readonly resource?: SecurityGroup;
  readonly id: string;
  /** The group as a part of a construct's id: services that share it share its rules, which AWS refuses to have twice. */
  readonly name: string;
}

/** The group that the user names, or one that is made where Portico runs the instances too. Load balancers open it. */
export function serviceSecurityGroup(
  service: LogicalService,
  targets: Targets,
  settings: AwsSettings,
): ServiceSecurityGroup | undefined {
  const named = settings.targetGroups?.securityGroupId;
  if (named !== undefined) {
    return { id: named, name: expressionName(named, service) };
  }
  if (service.props.workload === undefined) return targets.securityGroup;
  const { vpcId, tags } = settings;
  const resource = new SecurityGroup(service, "security-group", {
    name: replaceableName(service.name, `${service.node.path}/security-group`, [vpcId]),
    description: `Instances of service ${service.name}`,
    vpcId,
    tags: tagsFor(tags, { service: service.name }),
    lifecycle: { createBeforeDestroy: true },
  });
  return { resource, id: resource.id, name: expressionName(service.node.path, service) };
}
