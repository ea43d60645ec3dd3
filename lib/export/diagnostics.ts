import type { Diagnostic } from "../topology";
import type { KubernetesObject } from "./kubernetes-object";

export function unknownResource(type: string, path: string): Diagnostic {
  const message = `it is not known which object ${type} stands for`;
  return error("unknown-resource", path, message, "use a kubernetes_manifest, or deploy this stack by Terraform");
}

export function repeatedResource(path: string): Diagnostic {
  const message = "only Terraform knows how many of it there are";
  return error("repeated-resource", path, message, "write each of them, or deploy this stack by Terraform");
}

export function incompleteObject(path: string): Diagnostic {
  const message = "an object needs apiVersion, kind and metadata.name";
  return error("incomplete-object", path, message, "write what is missing; a generated name cannot be applied twice");
}

export function duplicateObject({ kind, metadata }: KubernetesObject, path: string): Diagnostic {
  const place = metadata.namespace === undefined ? "" : ` in namespace "${metadata.namespace}"`;
  const message = `there is another ${kind} "${metadata.name}"${place}`;
  return error("duplicate-object", path, message, "rename one, or leave it out");
}

function error(code: string, path: string, message: string, remedy: string): Diagnostic {
  return { code, severity: "error", path, message, remedy };
}
