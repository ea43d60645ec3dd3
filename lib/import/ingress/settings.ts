import { fieldsOf, textOf, type YamlValue } from "../read-yaml";

/** The ConfigMap of the controller: what holds for every Ingress that says nothing else. */
export interface ControllerSettings {
  /** Names it in remarks. */
  readonly path: string;
  readonly data: ReadonlyMap<string, string>;
}

/** Names that the controller's manifests and its chart give it. */
const NAMES: ReadonlySet<string> = new Set([
  "ingress-nginx-controller",
  "nginx-configuration",
  "nginx-ingress-controller",
]);

/** Settings that stand for an annotation of the same name. */
const INHERITED: ReadonlySet<string> = new Set([
  "proxy-body-size",
  "whitelist-source-range",
  "allowlist-source-range",
  "denylist-source-range",
  "custom-http-errors",
]);

/** Annotations that a setting `global-` and its name stands for, unless the Ingress has none of it. */
const GLOBAL = /^auth-(?:url|method|signin|signin-redirect-param|response-headers|snippet|request-redirect)$/;

export function settingsOf(objects: readonly Readonly<Record<string, YamlValue>>[]): ControllerSettings | undefined {
  for (const object of objects) {
    const { name, labels } = fieldsOf(object.metadata);
    const isOwn = NAMES.has(textOf(name) ?? "") || fieldsOf(labels)["app.kubernetes.io/name"] === "ingress-nginx";
    if (object.kind !== "ConfigMap" || !isOwn) continue;
    const data = Object.entries(fieldsOf(object.data)).map(([key, value]) => [key, textOf(value) ?? ""] as const);
    return { path: `ConfigMap ${textOf(name) ?? ""}`, data: new Map(data) };
  }
  return undefined;
}

/** The name of the setting that stands for an annotation. */
export function settingFor(annotation: string, hasGlobalAuthentication: boolean): string | undefined {
  if (INHERITED.has(annotation)) return annotation;
  return hasGlobalAuthentication && GLOBAL.test(annotation) ? `global-${annotation}` : undefined;
}
