import type { Construct } from "constructs";
import { type IResolveContext, Lazy, type TerraformResource, TerraformStack } from "../../cdktf";
import { File, folderPath, localProvider } from "../../local-files";
import { renderJson } from "../../rendering";
import type { CustomObject } from "./kubernetes-object";

/**
 * An object as a file for someone else to apply: JSON, which every reader of YAML takes, so that tokens stand in it as
 * they do in all of Portico's documents.
 *
 * @param produce - pure: it is called again on each synthesis; `undefined` leaves the file out
 */
export function createManifestFile(
  scope: Construct,
  id: string,
  directory: string,
  produce: () => CustomObject | undefined,
): TerraformResource {
  return new OptionalFile(scope, id, () => produce() !== undefined, {
    provider: localProvider(TerraformStack.of(scope)),
    filename: Lazy.stringValue({ produce: () => `${folderPath(directory)}/${fileName(produce())}` }),
    content: Lazy.stringValue({ produce: (context: IResolveContext) => `${renderJson(produce(), context)}\n` }),
    filePermission: "0644",
    directoryPermission: "0755",
  });
}

function fileName(object: CustomObject | undefined): string {
  if (object === undefined) return "";
  const { kind, metadata } = object;
  return `${metadata.namespace}/${kind.toLowerCase()}-${metadata.name}.yaml`;
}

class OptionalFile extends File {
  constructor(
    scope: Construct,
    id: string,
    private readonly isPresent: () => boolean,
    config: ConstructorParameters<typeof File>[2],
  ) {
    super(scope, id, config);
  }

  override toTerraform(): object {
    return this.isPresent() ? super.toTerraform() : {};
  }

  override toHclTerraform(): object {
    return this.isPresent() ? super.toHclTerraform() : {};
  }
}
