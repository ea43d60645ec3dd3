export { type Exported, exportObjects } from "./export-objects";
export { fileNameOf } from "./file-name";
export { groupOf, type KubernetesObject } from "./kubernetes-object";
export { toYaml, toYamlStream } from "./yaml";
