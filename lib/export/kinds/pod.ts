import { block, integer, list, map, named, type Shape } from "../shape";
import { CONTAINER } from "./container";
import { LABEL_SELECTOR, METADATA } from "./metadata";
import { VOLUME } from "./volumes";

const NODE_TERM: Shape = { match_expressions: list(), match_fields: list() };

const POD_TERM: Shape = { label_selector: block(LABEL_SELECTOR), namespace_selector: block(LABEL_SELECTOR) };

const POD_AFFINITY: Shape = {
  preferred_during_scheduling_ignored_during_execution: list(undefined, { pod_affinity_term: block(POD_TERM) }),
  required_during_scheduling_ignored_during_execution: list(undefined, POD_TERM),
};

const AFFINITY: Shape = {
  node_affinity: block({
    preferred_during_scheduling_ignored_during_execution: list(undefined, { preference: block(NODE_TERM) }),
    required_during_scheduling_ignored_during_execution: block({
      node_selector_term: list("nodeSelectorTerms", NODE_TERM),
    }),
  }),
  pod_affinity: block(POD_AFFINITY),
  pod_anti_affinity: block(POD_AFFINITY),
};

const POD: Shape = {
  affinity: block(AFFINITY),
  container: list("containers", CONTAINER),
  init_container: list("initContainers", CONTAINER),
  dns_config: block({ option: list("options") }),
  host_aliases: list(),
  host_ipc: named("hostIPC"),
  host_pid: named("hostPID"),
  image_pull_secrets: list(),
  node_selector: map,
  readiness_gate: list("readinessGates"),
  security_context: block({
    fs_group: integer,
    run_as_group: integer,
    run_as_user: integer,
    sysctl: list("sysctls"),
    windows_options: block({ run_as_username: named("runAsUserName") }),
  }),
  toleration: list("tolerations", { toleration_seconds: integer }),
  topology_spread_constraint: list("topologySpreadConstraints", { label_selector: block(LABEL_SELECTOR) }),
  volume: list("volumes", VOLUME),
};

export const POD_TEMPLATE: Shape = { metadata: block(METADATA), spec: block(POD) };
