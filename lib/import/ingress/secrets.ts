import type { Names } from "../names";
import { fieldsOf, textOf, type YamlValue } from "../read-yaml";

/** A Secret of the same file; its values are never to be printed. */
export interface SecretDocument {
  readonly name: string;
  readonly namespace: string;
  readonly data: ReadonlyMap<string, string>;
}

export function secretOf(object: Readonly<Record<string, YamlValue>>): SecretDocument {
  const metadata = fieldsOf(object.metadata);
  const entries = (value: YamlValue) =>
    Object.entries(fieldsOf(value)).flatMap(([key, entry]) => {
      const text = textOf(entry);
      return text === undefined ? [] : [[key, text] as const];
    });
  return {
    name: textOf(metadata.name) ?? "",
    namespace: textOf(metadata.namespace) ?? "default",
    data: new Map([
      ...entries(object.data).map(([key, text]) => [key, Buffer.from(text, "base64").toString("utf8")] as const),
      ...entries(object.stringData),
    ]),
  };
}

/** The Secrets of a file, as annotations name them: `NAME`, or `NAMESPACE/NAME`. */
export class Secrets {
  private readonly files = new Map<string, string>();

  constructor(
    private readonly documents: readonly SecretDocument[],
    private readonly names: Names,
  ) {}

  find(reference: string, ownNamespace: string): SecretDocument | undefined {
    const [namespace, name] = partsOf(reference, ownNamespace);
    return this.documents.find((one) => one.namespace === namespace && one.name === name);
  }

  /** The file for the users of a Secret; the same for the same one. */
  fileOf(reference: string, ownNamespace: string): string {
    const parts = partsOf(reference, ownNamespace);
    const key = parts.join("/");
    const file = this.files.get(key) ?? `${this.names.take(parts[1])}.htpasswd`;
    this.files.set(key, file);
    return file;
  }
}

function partsOf(reference: string, ownNamespace: string): readonly [namespace: string, name: string] {
  const slash = reference.indexOf("/");
  return slash < 0 ? [ownNamespace, reference] : [reference.slice(0, slash), reference.slice(slash + 1)];
}
