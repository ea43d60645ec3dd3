import { type Block, block, type Resource, type TerraformDocument, text, textMap } from "../terraform";

/** A Kubernetes object, as far as routing needs it. */
export interface KubernetesObject {
  readonly resource: Resource;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Field names as the Kubernetes API has them. */
  readonly spec: Block;
}

/** Kinds of the typed resources of the Kubernetes provider, by resource type. */
const TYPED: Readonly<Record<string, string>> = {
  kubernetes_ingress_v1: "Ingress",
  kubernetes_service: "Service",
  kubernetes_service_v1: "Service",
  kubernetes_ingress_class_v1: "IngressClass",
};

const MANIFEST = "kubernetes_manifest";
/** A file that someone applies by other means. */
const FILE = "local_file";

/**
 * The objects of these kinds that a document creates, by typed resource, by manifest, or in files that are written as
 * JSON, in the document's order.
 */
export function readObjects(document: TerraformDocument, ...kinds: readonly string[]): readonly KubernetesObject[] {
  const typed = Object.entries(TYPED)
    .filter(([, kind]) => kinds.includes(kind))
    .flatMap(([type, kind]) => document.ofType(type).map((resource) => typedObject(resource, kind, document)));
  const manifests = [
    ...document.ofType(MANIFEST).map((resource) => ({ resource, manifest: block(resource.body.manifest) })),
    ...document
      .ofType(FILE)
      .map((resource) => ({ resource, manifest: block(parseJson(text(resource.body.content) ?? "")) })),
  ]
    .map(({ resource, manifest }) => manifestObject(resource, manifest, document))
    .filter(({ kind }) => kinds.includes(kind));
  return [...typed, ...manifests];
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/**
 * The name that a field gives: as written, or that of the object which `${type.name.metadata[0].name}` or
 * `${kubernetes_manifest.name.manifest.metadata.name}` leads to.
 */
export function nameIn(field: unknown, document: TerraformDocument): string {
  const resource = document.follow(field);
  if (resource === undefined) return text(field) ?? "";
  return text(metadataOf(resource).name) ?? resource.name;
}

function typedObject(resource: Resource, kind: string, document: TerraformDocument): KubernetesObject {
  const spec = camelCased(block(resource.body.spec));
  return { ...identity(resource, metadataOf(resource), document), resource, kind, spec };
}

function manifestObject(resource: Resource, manifest: Block, document: TerraformDocument): KubernetesObject {
  const { kind, metadata, spec } = manifest;
  return { ...identity(resource, block(metadata), document), resource, kind: text(kind) ?? "", spec: block(spec) };
}

function identity(resource: Resource, metadata: Block, document: TerraformDocument) {
  const { name, namespace, labels, annotations } = metadata;
  return {
    name: text(name) ?? resource.name,
    namespace: namespace === undefined ? "default" : nameIn(namespace, document),
    labels: textMap(labels),
    annotations: textMap(annotations),
  };
}

function metadataOf({ type, body }: Resource): Block {
  return block(type === MANIFEST ? block(body.manifest).metadata : body.metadata);
}

/**
 * The provider's names (`ingress_class_name`) as the API has them (`ingressClassName`). Maps that users fill, such as
 * selectors, do not bear on routing.
 */
function camelCased(value: Block): Block {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [camelCase(name), camelCasedValue(entry)]));
}

function camelCasedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCasedValue);
  return typeof value === "object" && value !== null ? camelCased(block(value)) : value;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
