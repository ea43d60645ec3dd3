import { type TerraformStack, Testing } from "cdktf";

interface LocalFile {
  readonly filename: string;
  readonly content: string;
  readonly file_permission: string;
  readonly directory_permission: string;
  readonly provider: string;
}

/** The files that a stack writes, by name, as Terraform reads them. */
export function filesOf(stack: TerraformStack): Readonly<Record<string, LocalFile>> {
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    resource?: { local_file?: Record<string, LocalFile> };
  };
  return Object.fromEntries(Object.values(resource?.local_file ?? {}).map((file) => [file.filename, file]));
}

/** What stands in the one file of a stack whose name ends so. */
export function contentOf(stack: TerraformStack, ending: string): string {
  const [file, ...more] = Object.values(filesOf(stack)).filter(({ filename }) => filename.endsWith(ending));
  if (file === undefined || more.length > 0) throw new Error(`${more.length + 1} files end in ${ending}, not one`);
  return file.content;
}
