import type { ContainerWorkload } from "../../values";
import type { Findings } from "../findings";
import type { EcsOptions, EcsPolicyStatement } from "./ecs-options";
import { imageRepository } from "./image-repository";
import { secretSource } from "./secret-source";

/** A policy document of IAM. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly object[];
}

/** Who may take a role: the tasks of ECS. */
export const TASKS_MAY_ASSUME: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** What a shell in a container speaks through (ECS developer guide, "ECS Exec", "Permissions"). */
const EXECUTE_COMMAND: EcsPolicyStatement = {
  actions: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  resources: ["*"],
};

/** What ECS may do to start a task: write to its log group, pull its image, read its secrets, and no more. */
export function executionStatements(
  { image, secrets = {} }: ContainerWorkload,
  { executionRoleStatements = [] }: EcsOptions,
  logGroupArn: string,
  findings: Findings,
): readonly EcsPolicyStatement[] {
  const repository = imageRepository(image);
  const byResource = new Map<string, EcsPolicyStatement>();
  for (const [name, reference] of Object.entries(secrets)) {
    const source = secretSource(reference);
    if (source === undefined) {
      findings.error(
        "ecs-secret",
        `workload.secrets.${name}`,
        `"${reference}" is not the ARN of a secret of Secrets Manager or of a parameter of Systems Manager`,
        "name the ARN, or accept that it is handed on as it is, without a permission to read it",
      );
      continue;
    }
    byResource.set(source.resource, { actions: source.actions, resources: [source.resource] });
  }
  return [
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logGroupArn}:*`] },
    ...(repository === undefined ? [] : pulling(repository)),
    ...byResource.values(),
    ...executionRoleStatements,
  ];
}

/** A token for a registry is not of one repository (service authorization reference, "Amazon ECR"). */
function pulling(repository: string): readonly EcsPolicyStatement[] {
  return [
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [repository],
    },
  ];
}

/** What the containers may do themselves. */
export function taskStatements({
  taskRoleStatements = [],
  enableExecuteCommand = false,
}: EcsOptions): readonly EcsPolicyStatement[] {
  return [...taskRoleStatements, ...(enableExecuteCommand ? [EXECUTE_COMMAND] : [])];
}

export function policyDocument(statements: readonly EcsPolicyStatement[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: statements.map(({ effect = "Allow", actions, resources, conditions }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    })),
  };
}
