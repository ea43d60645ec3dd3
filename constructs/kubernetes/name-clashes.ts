import type { IConstruct } from "constructs";
import { TerraformStack, Token } from "../cdktf";
import { type Finding, refusal } from "./finding";

/** An object, as far as others of its cluster must differ from it. */
export interface ObjectIdentity {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: { readonly ports?: readonly { readonly nodePort?: number }[] } | object;
}

/** Something that one object of a cluster can have alone. */
interface Claim {
  readonly key: string;
  readonly clash: (owner: string) => Finding;
}

interface Claimant {
  readonly construct: IConstruct;
  readonly claims: () => readonly Claim[];
}

const claimants = new WeakMap<TerraformStack, Claimant[]>();

/**
 * Notes the objects of a construct, and gives what finds those of them that a construct before it in the stack has
 * too. Terraform would make the first and fail at the second, or take turns with itself.
 */
export function claimNames(construct: IConstruct, objects: () => readonly ObjectIdentity[]): () => readonly Finding[] {
  const stack = TerraformStack.of(construct);
  const ofStack = claimants.get(stack) ?? [];
  claimants.set(stack, ofStack);
  const before = ofStack.length;
  const claims = () => objects().flatMap(claimsOf);
  ofStack.push({ construct, claims });
  return () => {
    const own = new Set<string>();
    const twice = claims().filter(({ key }) => own.size === own.add(key).size);
    const within = twice.map(({ clash }) => clash("the same tier"));
    const across = ofStack.slice(0, before).flatMap((other) =>
      other
        .claims()
        .filter(({ key }) => own.has(key))
        .map(({ clash }) => clash(other.construct.node.path)),
    );
    return [...within, ...across];
  };
}

function claimsOf({ kind, metadata: { name, namespace }, spec }: ObjectIdentity): Claim[] {
  const ports = spec !== undefined && "ports" in spec && kind === "Service" ? (spec.ports ?? []) : [];
  const nodePorts = ports.flatMap(({ nodePort }) => nodePort ?? []).filter((port) => !Token.isUnresolved(port));
  return [
    {
      key: `${kind} ${namespace}/${name}`,
      clash: (owner) =>
        refusal(
          "kubernetes-name-clash",
          "name",
          `${owner} has a ${kind} of the name "${name}" in this namespace too`,
          "give one of them another name",
        ),
    },
    ...nodePorts.map((port) => ({
      key: `node port ${port}`,
      clash: (owner: string) =>
        refusal(
          "kubernetes-node-port-clash",
          "",
          `${owner} has node port ${port} too, and a cluster has it once`,
          "set the node port for one service alone: platform.with({ service: { nodePort } })",
        ),
    })),
  ];
}
