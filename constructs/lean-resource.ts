import type { Construct } from "constructs";
import type { IResolvable, IResolveContext, TerraformResource, TerraformResourceConfig } from "./cdktf";
import { isUnknown } from "./unknown-values";

/** As all classes of resources are made, whatever their own settings. */
type ResourceClass = new (scope: Construct, id: string, config: TerraformResourceConfig) => TerraformResource;

/**
 * A resource's class, for resources of which a stack may have thousands: what they become is the same, and cdktf takes
 * half the time for it.
 */
export function lean<Binding extends new (...settings: never[]) => TerraformResource>(binding: Binding): Binding {
  return class extends (binding as unknown as ResourceClass) {
    override get terraformMetaArguments(): Record<string, unknown> {
      return Object.fromEntries(
        Object.entries(super.terraformMetaArguments).filter(([, value]) => value !== undefined),
      );
    }

    override toMetadata(): unknown {
      return withoutUnset(super.toMetadata());
    }

    override toTerraform(): ResourceFields {
      return new ResourceFields(super.toTerraform());
    }
  } as unknown as Binding;
}

/**
 * What a resource has cdktf write down, as a token that asks less of it. cdktf looks for tokens in the name and the value
 * of every field, and does so three times: first for nothing but the references that lead to other stacks, when it is
 * shown what holds tokens alone; then to write them down, when it is shown no field that is not set. Most are not, and
 * it leaves them out itself in the end.
 */
class ResourceFields implements IResolvable {
  /** Nobody can misplace it. */
  readonly creationStack: string[] = [];

  constructor(private readonly fields: unknown) {}

  resolve({ preparing }: IResolveContext): unknown {
    if (!preparing) return withoutUnset(this.fields);
    const found: unknown[] = [];
    collectTokens(this.fields, found);
    return found;
  }

  toString(): string {
    return "the fields of a resource";
  }
}

/** A list or a map that is a token is found whole, by the mark that it holds. */
function collectTokens(value: unknown, found: unknown[]): void {
  if (!isObject(value)) {
    if (isUnknown(value)) found.push(value);
    else if (Array.isArray(value)) for (const element of value) collectTokens(element, found);
    return;
  }
  const names = Object.keys(value);
  if (names.some(isUnknown)) found.push(value);
  else for (const name of names) collectTokens(value[name], found);
}

function withoutUnset(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnset);
  if (!isObject(value)) return value;
  const set: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field !== undefined) set[name] = withoutUnset(field);
  }
  return set;
}

/** Tokens are objects too, each of a class. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
