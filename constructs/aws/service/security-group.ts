import type { LogicalService } from "../../logical-service";
import type { AwsSettings } from "../aws-props";
import { replaceableName } from "../names";
import { SecurityGroup } from "../provider";
import { tagsFor } from "../tags";

/** The security group of a service's instances, and the resource where it is Portico's. */
export interface ServiceSecurityGroup {
  readonly resource: SecurityGroup | undefined;
  readonly id: string | undefined;
}

/** The group that the user names, or one that is made where Portico runs the instances too. Load balancers open it. */
export function serviceSecurityGroup(service: LogicalService, settings: AwsSettings): ServiceSecurityGroup {
  const named = settings.targetGroups?.securityGroupId;
  if (named !== undefined || service.props.workload === undefined) return { resource: undefined, id: named };
  const { vpcId, tags } = settings;
  const resource = new SecurityGroup(service, "security-group", {
    name: replaceableName(service.name, `${service.node.path}/security-group`, [vpcId]),
    description: `Instances of service ${service.name}`,
    vpcId,
    tags: tagsFor(tags, { service: service.name }),
    lifecycle: { createBeforeDestroy: true },
  });
  return { resource, id: resource.id };
}
