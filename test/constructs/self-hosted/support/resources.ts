import { type TerraformStack, Testing } from "cdktf";

interface Synthesized {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly provider?: Readonly<Record<string, unknown>>;
}

/** A resource's arguments, as Terraform reads them. */
// biome-ignore lint/suspicious/noExplicitAny: what a provider takes has any shape
export type Block = any;

/** The one resource of a type whose logical id ends so. */
export function resourceOf(stack: TerraformStack, type: string, ending = ""): Block {
  const all = Object.entries(synthesize(stack).resource?.[type] ?? {}).filter(([id]) => id.includes(ending));
  const [found, ...more] = all;
  if (found === undefined || more.length > 0)
    throw new Error(`${all.length} resources of ${type} have ${ending}, not one`);
  return found[1];
}

/** The types of the resources, each once. */
export function typesOf(stack: TerraformStack): readonly string[] {
  return Object.keys(synthesize(stack).resource ?? {}).sort();
}

export function providersOf(stack: TerraformStack): Readonly<Record<string, unknown>> {
  return synthesize(stack).provider ?? {};
}

function synthesize(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}
