import { list, map, nothing } from "../shape";
import { clusterWide, type KindTable, namespaced } from "./kind";

export const CORE: KindTable = {
  kubernetes_namespace_v1: clusterWide("v1", "Namespace"),
  kubernetes_config_map_v1: namespaced("v1", "ConfigMap", { data: map, binary_data: map }),
  // The provider takes text and has Kubernetes keep it in Base64; what is in Base64 already is its binary_data.
  kubernetes_secret_v1: namespaced("v1", "Secret", {
    data: { form: "map", name: "stringData" },
    binary_data: { form: "map", name: "data" },
    data_wo: nothing,
    data_wo_revision: nothing,
    binary_data_wo: nothing,
    binary_data_wo_revision: nothing,
  }),
  kubernetes_service_account_v1: namespaced("v1", "ServiceAccount", {
    image_pull_secret: list("imagePullSecrets"),
    secret: list("secrets"),
  }),
};
