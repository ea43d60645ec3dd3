import { isUnknown } from "../../unknown-values";

/** What reading a secret needs a permission for. */
export interface SecretSource {
  readonly actions: readonly string[];
  readonly resource: string;
}

const READ_SECRET = "secretsmanager:GetSecretValue";
const READ_PARAMETERS = "ssm:GetParameters";

const SECRET = /^(arn:[a-z-]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+)/;
const PARAMETER = /^arn:[a-z-]+:ssm:[^:]*:[^:]*:parameter\/.+$/;
/** What may follow the ARN of a secret: a field of it, a version's stage, a version (ECS developer guide, "Secrets Manager"). */
const PART_OF_SECRET = /:[^:{}]*:[^:{}]*:[^:{}]*$/;

/**
 * What a secret's reference stands for; `undefined` where it is the ARN of nothing that ECS reads. One that only
 * Terraform will know may be either kind.
 */
export function secretSource(reference: string): SecretSource | undefined {
  const secret = SECRET.exec(reference)?.[1];
  if (secret !== undefined) return { actions: [READ_SECRET], resource: secret };
  if (PARAMETER.test(reference)) return { actions: [READ_PARAMETERS], resource: reference };
  if (!isUnknown(reference)) return undefined;
  return { actions: [READ_SECRET, READ_PARAMETERS], resource: reference.replace(PART_OF_SECRET, "") };
}
