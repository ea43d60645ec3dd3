import { transformSync } from "@swc/core";
import { type TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import { Members, type Platform, topologyOf } from "portico";
import { SelfHosted } from "portico/self-hosted";
import type { Imported } from "../../lib/import";
import type { Topology } from "../../lib/topology";

type StackClass = new (
  scope: Construct,
  id: string,
  platform: Platform,
  members: Readonly<Record<string, Members>>,
) => TerraformStack;

/** Runs a program that was written, and gives the Topology of its stack. */
export function runStack(program: string, { members }: Imported, className = "ImportedStack"): Topology {
  const { code } = transformSync(program, {
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const exported: Record<string, unknown> = {};
  new Function("require", "exports", code)(require, exported);
  const Stack = exported[className] as StackClass;
  const given = Object.fromEntries([...members.keys()].map((name) => [name, Members.addresses([])]));
  return topologyOf(new Stack(Testing.app(), "imported", new SelfHosted({}), given));
}

/** As a stack's Topology is: every service with a list of members. */
export function asSynthesized({ certificates: _, services = [], ...topology }: Topology): Topology {
  return { ...topology, services: services.map((service) => ({ ...service, members: [] })) };
}
