import { block, list, named, type Shape } from "../shape";
import { clusterWide, type KindTable, namespaced } from "./kind";
import { LABEL_SELECTOR } from "./metadata";

const GROUP = "rbac.authorization.k8s.io/v1";

const ROLE: Shape = { rule: list("rules", { non_resource_urls: named("nonResourceURLs") }) };

const BINDING: Shape = { subject: list("subjects") };

export const ACCESS: KindTable = {
  kubernetes_role_v1: namespaced(GROUP, "Role", ROLE),
  kubernetes_role_binding_v1: namespaced(GROUP, "RoleBinding", BINDING),
  kubernetes_cluster_role_v1: clusterWide(GROUP, "ClusterRole", {
    ...ROLE,
    aggregation_rule: block({ cluster_role_selectors: list(undefined, LABEL_SELECTOR) }),
  }),
  kubernetes_cluster_role_binding_v1: clusterWide(GROUP, "ClusterRoleBinding", BINDING),
};
