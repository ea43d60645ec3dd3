import { exportObjects } from "../../lib/export";
import { KINDS } from "../../lib/export/kinds";
import type { FieldRule, Shape } from "../../lib/export/shape";
import { PublishedSchemas } from "../kubernetes-schemas/support/published-schemas";
import { type ProviderBlock, type ProviderField, providerBlock } from "./support/provider-schema";

/** Values that every field of the name takes. */
const FITTING: Readonly<Record<string, string>> = {
  default_mode: "0440",
  mode: "0440",
  port: "8080",
  replicas: "3",
  fs_group: "65532",
  run_as_group: "65532",
  run_as_user: "65532",
  toleration_seconds: "60",
};

/** Every field of a block with a value in it, in the two ways that Terraform's JSON has for blocks. */
function filled(block: ProviderBlock, shape: Shape, asLists: boolean): object {
  const fields = Object.entries(block).filter(([name]) => shape[name]?.form !== "nothing");
  return Object.fromEntries(fields.map(([name, field]) => [name, filledValue(name, field, shape[name], asLists)]));
}

function filledValue(name: string, field: ProviderField, rule: FieldRule | undefined, asLists: boolean): unknown {
  if (typeof field === "string") return scalarOf(name, field);
  const block = filled(field.fields, rule?.of ?? {}, asLists);
  return asLists ? [block] : block;
}

function scalarOf(name: string, type: string): unknown {
  if (type.startsWith("{")) return { "a_key.with-its_own/form": "text" };
  if (type === "boolean") return true;
  if (type === "number") return 1;
  if (type === "number[]") return [1];
  return type === "string[]" ? ["text"] : (FITTING[name] ?? "text");
}

const schemas = new PublishedSchemas();

describe.each([...KINDS])("every field that %s takes", (type, { shape }) => {
  const block = providerBlock(type);

  test.each([
    ["blocks as objects", false],
    ["blocks as lists of one", true],
  ])("is one of the published schema, with %s", (_, asLists) => {
    const body = filled(block, shape, asLists);
    const { objects, diagnostics } = exportObjects({ resource: { [type]: { one: body } } });
    expect(diagnostics).toEqual([]);
    expect(objects.flatMap((object) => schemas.errorsOf(object))).toEqual([]);
    expect(objects).toHaveLength(1);
    expect(JSON.stringify(objects)).not.toContain("aKey");
  });
});

test("a field that the API does not have would be found", () => {
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "x" }, spec: { clusterIp: "None" } };
  expect(schemas.errorsOf(service)).toEqual([expect.stringContaining("'clusterIp'")]);
});

test("the provider's types are read to their depth", () => {
  expect(providerBlock("kubernetes_deployment_v1")).toMatchObject({
    spec: {
      fields: { template: { fields: { spec: { fields: { container: { fields: { port: { isList: true } } } } } } } },
    },
  });
});
