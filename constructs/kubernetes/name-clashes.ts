import type { IConstruct } from "constructs";
import { TerraformStack } from "../cdktf";
import { type Finding, refusal } from "./finding";

/** What tells an object from all others of a cluster. */
export interface ObjectIdentity {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

interface Claim {
  readonly construct: IConstruct;
  readonly objects: () => readonly ObjectIdentity[];
}

const claims = new WeakMap<TerraformStack, Claim[]>();

/**
 * Notes the objects of a construct, and gives what finds those of them that a construct before it in the stack has
 * too. Terraform would make the first and fail at the second, or take turns with itself.
 */
export function claimNames(construct: IConstruct, objects: () => readonly ObjectIdentity[]): () => readonly Finding[] {
  const stack = TerraformStack.of(construct);
  const ofStack = claims.get(stack) ?? [];
  claims.set(stack, ofStack);
  const before = ofStack.length;
  ofStack.push({ construct, objects });
  return () => {
    const own = new Set<string>();
    const twice = objects().filter((object) => own.size === own.add(keyOf(object)).size);
    const within = twice.map(({ kind, metadata }) => clash("the same tier", kind, metadata.name));
    const across = ofStack.slice(0, before).flatMap((claim) =>
      claim
        .objects()
        .filter((object) => own.has(keyOf(object)))
        .map(({ kind, metadata }) => clash(claim.construct.node.path, kind, metadata.name)),
    );
    return [...within, ...across];
  };
}

function clash(owner: string, kind: string, name: string): Finding {
  return refusal(
    "kubernetes-name-clash",
    "name",
    `${owner} has a ${kind} of the name "${name}" in this namespace too`,
    "give one of them another name",
  );
}

function keyOf({ kind, metadata }: ObjectIdentity): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}
