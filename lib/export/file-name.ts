import { groupOf, type KubernetesObject } from "./kubernetes-object";
import { rankOf } from "./order";

/**
 * The name of an object's file: `11-service-shop.users.yaml`. No two objects share one, and in the order of their names
 * the files can be applied.
 */
export function fileNameOf(object: KubernetesObject): string {
  const { name, namespace } = object.metadata;
  const rank = String(rankOf(object)).padStart(2, "0");
  const kind = [object.kind.toLowerCase(), groupOf(object)].filter((part) => part !== "").join(".");
  // Neither names nor namespaces hold a slash or a space; names of roles may hold a colon, which not every file system takes.
  return `${[rank, kind, [namespace, name].filter((part) => part !== undefined).join(".")].join("-").replaceAll(":", "_")}.yaml`;
}
