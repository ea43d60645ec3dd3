import { Construct } from "constructs";
import { Lazy } from "../../cdktf";
import { renderJson } from "../../rendering";
import { replaceableName } from "../names";
import { IamRole, IamRolePolicy } from "../provider";
import type { EcsPolicyStatement } from "./ecs-options";
import { policyDocument, TASKS_MAY_ASSUME } from "./policies";

/** A role that tasks may take, and what it may do. */
export class TaskRole extends Construct {
  readonly role: IamRole;
  /** Absent where the role may do nothing. */
  readonly policy: IamRolePolicy | undefined;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly label: string;
      readonly description: string;
      readonly statements: readonly EcsPolicyStatement[];
      readonly tags: Readonly<Record<string, string>>;
    },
  ) {
    super(scope, id);
    const { label, description, statements, tags } = props;
    this.role = new IamRole(this, "Resource", {
      name: replaceableName(label, this.node.path, []),
      description,
      assumeRolePolicy: JSON.stringify(TASKS_MAY_ASSUME),
      tags: { ...tags },
    });
    if (statements.length === 0) return;
    this.policy = new IamRolePolicy(this, "policy", {
      name: id,
      role: this.role.id,
      // A policy's own variables are written as Terraform writes expressions.
      policy: Lazy.stringValue({ produce: (context) => renderJson(policyDocument(statements), context) }),
    });
  }
}
