#!/usr/bin/env node
// Fetches the published schemas that the tests hold Kubernetes objects to, as Go modules, and keeps what is needed of them
// under test/kubernetes-schemas. Needs Go and a module proxy. Run it after a change of the versions below.
const { execFileSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { parseAllDocuments } = require("yaml");

const FOLDER = join(__dirname, "..", "test", "kubernetes-schemas");

const KUBERNETES = { module: "k8s.io/kubernetes", version: "v1.35.4", file: "api/openapi-spec/swagger.json" };
const KINDS = {
  "": ["Namespace", "ConfigMap", "Secret", "ServiceAccount", "Service", "Endpoints"],
  apps: ["Deployment", "DaemonSet", "StatefulSet"],
  autoscaling: ["HorizontalPodAutoscaler"],
  "discovery.k8s.io": ["EndpointSlice"],
  "networking.k8s.io": ["Ingress", "IngressClass", "NetworkPolicy"],
  policy: ["PodDisruptionBudget"],
  "rbac.authorization.k8s.io": ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
};
const VERSIONS = { autoscaling: "v2" };

const gatewayApi = (version, channel, kinds) => ({
  name: `gateway-api-${version.replace(/^v(\d+\.\d+).*/, "$1")}-${channel}`,
  module: "sigs.k8s.io/gateway-api",
  version,
  files: kinds.map((kind) => `config/crd/${channel}/gateway.networking.k8s.io_${kind}.yaml`),
});
const STANDARD = ["gateways", "grpcroutes", "httproutes", "referencegrants", "tlsroutes"];
const DEFINITIONS = [
  gatewayApi("v1.5.1", "standard", STANDARD),
  gatewayApi("v1.5.1", "experimental", [...STANDARD, "tcproutes", "udproutes"]),
  gatewayApi("v1.6.3", "standard", [...STANDARD, "tcproutes", "udproutes"]),
  {
    name: "traefik-3.7",
    module: "github.com/traefik/traefik/v3",
    version: "v3.7.13",
    files: ["docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml"],
    kinds: ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP", "Middleware", "ServersTransport", "TraefikService"],
  },
];

writeOpenApi();
for (const definitions of DEFINITIONS) writeDefinitions(definitions);

/** The kinds of Kubernetes itself, and all that they consist of. */
function writeOpenApi() {
  const { definitions } = JSON.parse(readFileSync(join(folderOf(KUBERNETES), KUBERNETES.file), "utf8"));
  const kept = {};
  const keep = (name) => {
    if (name in kept) return;
    kept[name] = withoutProse(definitions[name]);
    for (const [, other] of JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) keep(other);
  };
  const kinds = {};
  for (const [name, { "x-kubernetes-group-version-kind": ids = [] }] of Object.entries(definitions)) {
    for (const { group, version, kind } of ids) {
      if (!KINDS[group]?.includes(kind) || version !== (VERSIONS[group] ?? "v1")) continue;
      kinds[`${group === "" ? "" : `${group}/`}${version}/${kind}`] = name;
      keep(name);
    }
  }
  write("kubernetes", { source: sourceOf(KUBERNETES, KUBERNETES.file), kinds, definitions: kept });
}

/** Definitions of custom resources, as they can be applied to a cluster. */
function writeDefinitions({ name, kinds, files, ...module }) {
  const definitions = files
    .flatMap((file) => parseAllDocuments(readFileSync(join(folderOf(module), file), "utf8")).map((one) => one.toJS()))
    .filter((one) => one?.kind === "CustomResourceDefinition" && (kinds?.includes(one.spec.names.kind) ?? true))
    .map(({ status, ...definition }) => withoutProse(definition));
  write(name, { source: sourceOf(module, files), definitions });
}

function folderOf({ module, version }) {
  return JSON.parse(execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], { encoding: "utf8" })).Dir;
}

function sourceOf({ module, version }, files) {
  return { module, version, files: [files].flat(), license: module.includes("traefik") ? "MIT" : "Apache-2.0" };
}

/** Descriptions are most of what there is, and say nothing to a validator. A field may be called so, too. */
function withoutProse(value, isFields = false) {
  if (Array.isArray(value)) return value.map((entry) => withoutProse(entry));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => isFields || key !== "description" || typeof entry !== "string")
      .map(([key, entry]) => [key, withoutProse(entry, key === "properties" && !isFields)]),
  );
}

/** A line for each definition, so that a change shows where it is. */
function write(name, { definitions, ...head }) {
  const lines = Array.isArray(definitions)
    ? definitions.map((one) => JSON.stringify(one))
    : Object.entries(definitions).map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`);
  const [open, close] = Array.isArray(definitions) ? "[]" : "{}";
  const first = JSON.stringify(head).slice(0, -1);
  writeFileSync(join(FOLDER, `${name}.json`), `${first},"definitions":${open}\n${lines.join(",\n")}\n${close}}\n`);
}
