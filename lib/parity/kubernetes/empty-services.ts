import { blocks, type TerraformDocument, text, textMap } from "../terraform";
import { MARKS } from "./names";
import { nameIn, readObjects } from "./object";

/** The label by which an EndpointSlice says which Service it is of (kubernetes.io, EndpointSlices, "Ownership"). */
const OWNER = "kubernetes.io/service-name";

/**
 * The services, by their names in the Topology, that have no endpoint: without a selector nothing but the document could
 * give them one.
 */
export function emptyServices(document: TerraformDocument): ReadonlySet<string> {
  const served = new Set(
    document
      .ofType("kubernetes_endpoint_slice_v1")
      .filter(({ body }) => blocks(body.endpoint).length > 0)
      .map(({ body }) => {
        const [metadata] = blocks(body.metadata);
        return `${nameIn(metadata?.namespace ?? "default", document)}/${textMap(metadata?.labels)[OWNER] ?? ""}`;
      }),
  );
  const empty = readObjects(document, "Service").filter(
    ({ namespace, name, spec }) =>
      Object.keys(textMap(spec.selector)).length === 0 &&
      text(spec.type) !== "ExternalName" &&
      !served.has(`${namespace}/${name}`) &&
      !hasEndpoints(document, namespace, name),
  );
  return new Set(empty.map(({ labels, name }) => labels[MARKS.service] ?? name));
}

/** Endpoints of the older kind, which share the Service's name. */
function hasEndpoints(document: TerraformDocument, namespace: string, name: string): boolean {
  return document.ofType("kubernetes_endpoints_v1", "kubernetes_endpoints").some(({ body }) => {
    const [metadata] = blocks(body.metadata);
    return (
      nameIn(metadata?.namespace ?? "default", document) === namespace &&
      nameIn(metadata?.name ?? "", document) === name &&
      blocks(body.subset).length > 0
    );
  });
}
