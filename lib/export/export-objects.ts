import { type Resource, TerraformDocument } from "../parity/terraform";
import type { Diagnostic } from "../topology";
import { severalClusters } from "./clusters";
import { Conversion } from "./convert";
import { duplicateObject, incompleteObject, repeatedResource, unknownResource } from "./diagnostics";
import { KINDS, type Kind } from "./kinds";
import { KnownValues } from "./known-values";
import type { KubernetesObject } from "./kubernetes-object";
import { isManifestFile, parseManifestFile } from "./manifest-file";
import { applyOrder, identityOf } from "./order";
import { fieldPath } from "./path";

/** What a synthesized document holds for Kubernetes. */
export interface Exported {
  /** In an order in which they can be applied. Not all there are where a diagnostic is an error. */
  readonly objects: readonly KubernetesObject[];
  /** What of it cannot be written, all at once. */
  readonly diagnostics: readonly Diagnostic[];
  /** Addresses of resources that are not of Kubernetes. */
  readonly leftOut: readonly string[];
}

const PREFIX = "kubernetes_";
const MANIFEST = "kubernetes_manifest";

/** What is said to Terraform, or to the provider, and not to the cluster. */
const NOT_OF_THE_OBJECT = new Set([
  "//",
  "connection",
  "depends_on",
  "id",
  "lifecycle",
  "provider",
  "provisioner",
  "timeouts",
]);
/** What the provider is to wait for. */
const WAITING = "wait_for_";
/** Terraform makes any number of objects of a resource that has one of these. */
const REPETITIONS = new Set(["count", "for_each", "dynamic"]);

/**
 * The Kubernetes objects of a synthesized `cdk.tf.json`: those of the provider's typed resources as the API has them,
 * and those of `kubernetes_manifest`, or of files that it is to be applied from, as they stand.
 *
 * @param output the file's text, or what it parses to
 * @throws SyntaxError where the text is not JSON
 */
export function exportObjects(output: string | object): Exported {
  const document = new TerraformDocument(output);
  const isObject = (resource: Resource) => resource.type.startsWith(PREFIX) || isManifestFile(resource);
  const reader = new ObjectReader(document);
  for (const resource of document.resources.filter(isObject)) reader.read(resource);
  return {
    objects: applyOrder([...reader.objects.values()]),
    diagnostics: [
      ...severalClusters(document.resources.filter(({ type }) => type.startsWith(PREFIX))),
      ...reader.diagnostics,
    ],
    leftOut: document.resources.filter((resource) => !isObject(resource)).map(({ address }) => address),
  };
}

/** Reads one resource after the other, and keeps what it found. */
class ObjectReader {
  readonly objects = new Map<string, KubernetesObject>();
  private readonly known: KnownValues;
  private readonly conversion = new Conversion();
  private readonly found: Diagnostic[] = [];

  constructor(document: TerraformDocument) {
    this.known = new KnownValues(document);
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.found, ...this.known.diagnostics, ...this.conversion.diagnostics];
  }

  read(resource: Resource): void {
    const path = fieldPath(`resource.${resource.type}`, resource.name);
    const repetition = Object.keys(resource.body).find((field) => REPETITIONS.has(field));
    if (repetition !== undefined) this.found.push(repeatedResource(fieldPath(path, repetition)));
    if (resource.type === MANIFEST) {
      this.keep(this.known.of(resource.body.manifest, `${path}.manifest`), `${path}.manifest`);
      return;
    }
    if (isManifestFile(resource)) {
      this.keep(parseManifestFile(this.known.of(resource.body.content, `${path}.content`)), `${path}.content`);
      return;
    }
    const kind = KINDS.get(resource.type);
    if (kind === undefined) this.found.push(unknownResource(resource.type, path));
    else this.keep(this.typedObject(kind, resource, path), path);
  }

  private typedObject(kind: Kind, { body }: Resource, path: string): object {
    const fields = Object.entries(body).filter(([field]) => isOfTheObject(field));
    const known = this.known.of(Object.fromEntries(fields), path) as Resource["body"];
    const { metadata, ...others } = this.conversion.block(known, kind.shape, path);
    const { name, namespace = "default", ...more } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
    return {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata: { name, ...(kind.isNamespaced ? { namespace } : {}), ...more },
      ...others,
    };
  }

  private keep(object: unknown, path: string): void {
    if (!isObject(object)) {
      this.found.push(incompleteObject(path));
      return;
    }
    const key = identityOf(object);
    // A name that is not known is told of already, and is the name of nothing.
    if (object.metadata.name !== "" && this.objects.has(key)) this.found.push(duplicateObject(object, path));
    this.objects.set(key, object);
  }
}

function isOfTheObject(field: string): boolean {
  return !NOT_OF_THE_OBJECT.has(field) && !REPETITIONS.has(field) && !field.startsWith(WAITING);
}

function isObject(value: unknown): value is KubernetesObject {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<KubernetesObject>;
  return [apiVersion, kind, metadata?.name].every((text) => typeof text === "string");
}
