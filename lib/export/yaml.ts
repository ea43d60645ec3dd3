import { Document } from "yaml";
import type { KubernetesObject } from "./kubernetes-object";

/**
 * An object as a YAML document. Tools of Kubernetes read YAML 1.1, in which more texts look like other values than in
 * 1.2 (`on`, `012`, `1_000`); what looks so in either is quoted.
 */
export function toYaml(object: KubernetesObject): string {
  const document = new Document(object, { aliasDuplicateObjects: false, compat: "yaml-1.1" });
  return document.toString({ lineWidth: 0 });
}

/** Objects as one stream of YAML documents. */
export function toYamlStream(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => `---\n${toYaml(object)}`).join("");
}
